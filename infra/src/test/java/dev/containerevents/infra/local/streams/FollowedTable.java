package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Runs the tests' template with some mappings: items are put into its table, and the function Follower receives
/// the records.
final class FollowedTable implements AutoCloseable {

    private final BlockingQueue<JsonNode> invocations = new LinkedBlockingQueue<>();
    private final Path directory;
    private @Nullable LocalCloud cloud;
    private @Nullable DynamoDbClient table;

    /// @param directory where the template may be written
    FollowedTable(Path directory) {
        this.directory = directory;
    }

    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
        if (cloud != null) {
            cloud.close();
        }
    }

    void run(ObjectNode mappings, Map<String, String> parameters) throws Exception {
        cloud = LocalCloud.start(
                template(mappings),
                new LocalCloud.Options(
                        0, Optional.empty(), !LocalCloud.Options.isLinux(), parameters, this::keepInvocation));
        table = TestCloud.dynamoDb(cloud.dynamoDbEndpoint(), Roles.ADMINISTRATOR);
    }

    private void keepInvocation(String line) {
        if (line.startsWith("Follower | {")) {
            JsonTree.parse(line.substring(line.indexOf('{')).getBytes(StandardCharsets.UTF_8))
                    .ifPresent(invocations::add);
        }
    }

    /// Returns the tests' template with these mappings, next to its assets.
    private Path template(ObjectNode mappings) throws IOException {
        for (String asset : List.of("test.assets.json", "code.jar")) {
            if (Files.notExists(directory.resolve(asset))) {
                Files.copy(TestCloud.TEMPLATE.resolveSibling(asset), directory.resolve(asset));
            }
        }
        ObjectNode template = (ObjectNode) JsonTree.MAPPER.readTree(Files.readAllBytes(TestCloud.TEMPLATE));
        template.withObject("Parameters")
                .putObject("Publish")
                .put("Default", "false")
                .putArray("AllowedValues")
                .add("true")
                .add("false");
        mappings.properties()
                .forEach(mapping -> template.withObject("Resources")
                        .putObject(mapping.getKey())
                        .put("Type", "AWS::Lambda::EventSourceMapping")
                        .set("Properties", mapping.getValue()));
        return Files.write(directory.resolve("template.json"), JsonTree.bytes(template));
    }

    /// @param told how the function fails, and how often
    void put(String partition, String sortKey, Map<String, Integer> told) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("pk", AttributeValue.fromS(partition));
        item.put("sk", AttributeValue.fromS(sortKey));
        told.forEach((name, times) -> item.put(name, AttributeValue.fromN(times.toString())));
        DynamoDbClient client = Objects.requireNonNull(table);
        client.putItem(put -> put.tableName("Table").item(item));
    }

    /// Items 1 to 4 of one partition.
    ///
    /// @param told how the function fails, by item
    void putFour(Map<String, Map<String, Integer>> told) {
        for (String key : List.of("1", "2", "3", "4")) {
            put("E#1", key, told.getOrDefault(key, Map.of()));
        }
    }

    /// Returns the function's next event.
    JsonNode next() throws InterruptedException {
        JsonNode event = invocations.poll(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(event, "the function was not called");
    }

    /// Returns the sort keys of the records of an event.
    static List<String> keys(JsonNode event) {
        return event.path("Records")
                .valueStream()
                .map(change -> change.path("dynamodb")
                        .path("Keys")
                        .path("sk")
                        .path("S")
                        .asText())
                .toList();
    }
}
