package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Loopback;
import dev.containerevents.infra.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/// Runs DynamoDB Local in this process, on loopback, with the template's tables and its roles' permissions.
///
/// Not with DynamoDB Local's own `ServerRunner`, which listens on all interfaces and sends usage data.
public final class LocalDynamoDb implements AutoCloseable {

    private final Server server;
    private final LocalDynamoDBServerHandler handler;

    /// Starts DynamoDB Local and creates the template's tables, unless they exist.
    ///
    /// @param directory the folder of the tables; in memory if empty
    public LocalDynamoDb(Template template, Roles roles, Optional<Path> directory) throws Exception {
        if (directory.isPresent()) {
            Files.createDirectories(directory.get());
        }
        handler = new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(
                        0,
                        directory.isEmpty(),
                        directory.map(path -> path.toAbsolutePath().toString()).orElse(null),
                        true,
                        false),
                null);
        server = new Server(Loopback.port(0));
        server.setHandler(new DynamoDbGuard(template, roles, handler));
        server.start();
        try (DynamoDbRequests requests = new DynamoDbRequests(endpoint())) {
            for (Template.Resource table : template.resources("AWS::DynamoDB::Table")) {
                create(requests, table);
            }
        }
    }

    /// Returns the URL of the endpoint that functions use, which checks their rights.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not stop", e);
        }
        handler.close();
    }

    /// A table of the template is nearly a request of DynamoDB.
    private static void create(DynamoDbRequests requests, Template.Resource table)
            throws IOException, InterruptedException {
        ObjectNode request = JsonTree.object().put("TableName", table.id()).put("BillingMode", "PAY_PER_REQUEST");
        for (String member : List.of("AttributeDefinitions", "KeySchema")) {
            request.set(member, table.properties().path(member));
        }
        table.properties()
                .path("GlobalSecondaryIndexes")
                .forEach(index -> request.withArray("GlobalSecondaryIndexes")
                        .addObject()
                        .<ObjectNode>set("IndexName", index.path("IndexName"))
                        .<ObjectNode>set("KeySchema", index.path("KeySchema"))
                        .set("Projection", index.path("Projection")));
        if (table.properties().path("StreamSpecification") instanceof ObjectNode stream) {
            request.set("StreamSpecification", stream.deepCopy().put("StreamEnabled", true));
        }
        if (created(requests, request)
                && table.properties().path("TimeToLiveSpecification") instanceof ObjectNode timeToLive) {
            ObjectNode update = JsonTree.object().put("TableName", table.id());
            requests.send("DynamoDB_20120810.UpdateTimeToLive", update.set("TimeToLiveSpecification", timeToLive));
        }
    }

    /// Returns false if the table already exists.
    private static boolean created(DynamoDbRequests requests, ObjectNode request)
            throws IOException, InterruptedException {
        try {
            requests.send("DynamoDB_20120810.CreateTable", request);
            return true;
        } catch (DynamoDbRequests.Refused refused) {
            if (refused.is("ResourceInUseException")) {
                return false;
            }
            throw refused;
        }
    }
}
