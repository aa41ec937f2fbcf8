package dev.containerevents.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/// DynamoDB Local in this process, on loopback, with the template's tables and its roles' permissions.
///
/// Not through DynamoDB Local's own `ServerRunner`, which listens on all interfaces and reports to its makers.
final class LocalDynamoDb implements AutoCloseable {

    /// The access key that may do everything.
    static final String ADMINISTRATOR = "local";

    private final Server server;
    private final LocalDynamoDBServerHandler handler;

    /// @param directory where the tables are kept; in memory if empty
    LocalDynamoDb(Template template, List<FunctionSpec> functions, Optional<Path> directory) throws Exception {
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
        server.setHandler(new DynamoDbGuard(template, functions, handler));
        server.start();
        for (Template.Resource table : template.resources("AWS::DynamoDB::Table")) {
            create(table);
        }
    }

    URI endpoint() {
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

    /// A table of the template has nearly the form of DynamoDB's own requests.
    private void create(Template.Resource table) throws IOException, InterruptedException {
        ObjectNode request = Json.object().put("TableName", table.id()).put("BillingMode", "PAY_PER_REQUEST");
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
        boolean created = call("CreateTable", request);
        if (created && table.properties().path("TimeToLiveSpecification") instanceof ObjectNode timeToLive) {
            ObjectNode update = Json.object().put("TableName", table.id());
            call("UpdateTimeToLive", update.set("TimeToLiveSpecification", timeToLive));
        }
    }

    /// False if there already is such a table.
    private boolean call(String operation, JsonNode body) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(endpoint())
                            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .header(
                                    "Authorization",
                                    "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/dynamodb/aws4_request, SignedHeaders=host, Signature=local"
                                            .formatted(ADMINISTRATOR, Arn.REGION))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            String answer = new String(response.body(), StandardCharsets.UTF_8);
            if (response.statusCode() != 200 && !answer.contains("ResourceInUseException")) {
                throw new IllegalStateException("DynamoDB Local refused " + operation + ": " + answer);
            }
            return response.statusCode() == 200;
        }
    }
}
