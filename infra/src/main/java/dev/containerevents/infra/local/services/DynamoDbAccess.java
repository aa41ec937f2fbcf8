package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One permission that a request to DynamoDB needs. A batch or a transaction needs several.
///
/// @param leadingKeys the partitions that the request names
record DynamoDbAccess(String action, String resource, Set<String> leadingKeys) {

    private static final Pattern EQUALITY = Pattern.compile("(#?[\\w.-]+)\\s*=\\s*(:\\w+)");

    /// Returns why the caller isn't allowed to do it; empty if it is.
    Optional<String> refusal(Roles roles, String caller) {
        return roles.refusal(caller, action, resource, Map.of("dynamodb:LeadingKeys", leadingKeys));
    }

    /// @param operation as in `X-Amz-Target`
    static List<DynamoDbAccess> of(String operation, JsonNode request, Keys keys) {
        return switch (operation) {
            case "PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "Scan" ->
                List.of(single(operation, request, keys));
            case "BatchGetItem" ->
                request.path("RequestItems").properties().stream()
                        .map(table -> items(
                                operation,
                                table.getKey(),
                                elements(table.getValue().path("Keys")),
                                keys))
                        .toList();
            case "BatchWriteItem" ->
                request.path("RequestItems").properties().stream()
                        .map(table -> items(
                                operation,
                                table.getKey(),
                                elements(table.getValue())
                                        .flatMap(write -> Stream.of(
                                                write.path("PutRequest").path("Item"),
                                                write.path("DeleteRequest").path("Key"))),
                                keys))
                        .toList();
            // A transaction needs the permissions of its parts: Put needs dynamodb:PutItem.
            case "TransactWriteItems", "TransactGetItems" ->
                elements(request.path("TransactItems"))
                        .flatMap(item -> item.properties().stream())
                        .map(part -> single(part.getKey() + "Item", part.getValue(), keys))
                        .toList();
            default -> {
                String table = request.path("TableName").asText();
                yield List.of(new DynamoDbAccess(
                        "dynamodb:" + operation, table.isEmpty() ? "*" : Arn.table(table), Set.of()));
            }
        };
    }

    private static DynamoDbAccess items(String operation, String table, Stream<JsonNode> items, Keys keys) {
        Set<String> leadingKeys = items.flatMap(item -> text(item.path(keys.partition(table, null))).stream())
                .collect(Collectors.toSet());
        return new DynamoDbAccess("dynamodb:" + operation, Arn.table(table), leadingKeys);
    }

    private static DynamoDbAccess single(String operation, JsonNode request, Keys keys) {
        String table = request.path("TableName").asText();
        String index = request.path("IndexName").textValue();
        String partition = keys.partition(table, index);
        Set<String> leadingKeys = Stream.of(
                        text(request.path("Item").path(partition)),
                        text(request.path("Key").path(partition)),
                        queried(request, partition))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        String resource = Arn.table(table) + (index == null ? "" : "/index/" + index);
        return new DynamoDbAccess("dynamodb:" + operation, resource, leadingKeys);
    }

    /// Returns the partition in a query's key condition.
    private static Optional<String> queried(JsonNode request, String partition) {
        Matcher equality =
                EQUALITY.matcher(request.path("KeyConditionExpression").asText());
        return equality.results()
                .filter(condition -> {
                    String name = condition.group(1);
                    return request.path("ExpressionAttributeNames")
                            .path(name)
                            .asText(name)
                            .equals(partition);
                })
                .flatMap(condition ->
                        text(request.path("ExpressionAttributeValues").path(condition.group(2))).stream())
                .findFirst();
    }

    /// Returns the value of an attribute, `{"S": "…"}`, of any type.
    private static Optional<String> text(JsonNode attribute) {
        return attribute.properties().stream()
                .map(Map.Entry::getValue)
                .map(JsonNode::asText)
                .findFirst();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /// Returns the names of all partition keys.
    static final class Keys {

        private final Map<String, String> partitions = new HashMap<>();

        Keys(Template template) {
            for (Template.Resource table : template.resources("AWS::DynamoDB::Table")) {
                partitions.put(table.id(), partition(table.properties()));
                table.properties()
                        .path("GlobalSecondaryIndexes")
                        .forEach(index -> partitions.put(
                                table.id() + "/" + index.path("IndexName").asText(), partition(index)));
            }
        }

        String partition(String table, @Nullable String index) {
            return partitions.getOrDefault(index == null ? table : table + "/" + index, "");
        }

        private static String partition(JsonNode properties) {
            return elements(properties.path("KeySchema"))
                    .filter(key -> key.path("KeyType").asText().equals("HASH"))
                    .map(key -> key.path("AttributeName").asText())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
