package dev.containerevents.infra.local.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.infra.local.TestCloud;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// The table of the template, and who may do what with it.
final class DynamoDbGuardTest {

    private final DynamoDbClient administrator = client("local");
    private final DynamoDbClient probe = client("Probe");

    @Test
    void createsTheTableAsTheTemplateDeclaresIt() {
        TableDescription table = administrator
                .describeTable(describe -> describe.tableName("Table"))
                .table();

        assertThat(table.keySchema()).extracting("attributeName").containsExactly("pk", "sk");
        assertThat(table.globalSecondaryIndexes()).extracting("indexName").containsExactly("by_kind");
        assertThat(table.streamSpecification().streamViewTypeAsString()).isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(administrator
                        .describeTimeToLive(describe -> describe.tableName("Table"))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("ttl");
    }

    @Test
    void letsAFunctionDoWhatItsRoleAllows() {
        probe.putItem(put -> put.tableName("Table").item(item("E#1", "kind-1")));

        assertThat(query("by_kind", "by_kind", "kind-1").items()).hasSize(1);
        probe.transactWriteItems(transaction -> transaction.transactItems(TransactWriteItem.builder()
                .put(put -> put.tableName("Table").item(item("E#2", "kind-2")))
                .build()));
    }

    @Test
    void refusesAnotherAction() {
        assertRefused(() -> probe.scan(scan -> scan.tableName("Table")), "dynamodb:Scan", "table/Table");
        assertRefused(
                () -> probe.batchWriteItem(batch -> batch.requestItems(Map.of(
                        "Table",
                        List.of(WriteRequest.builder()
                                .putRequest(put -> put.item(item("E#3", "kind-3")))
                                .build())))),
                "dynamodb:BatchWriteItem",
                "table/Table");
        assertRefused(
                () -> probe.transactWriteItems(transaction -> transaction.transactItems(TransactWriteItem.builder()
                        .delete(delete -> delete.tableName("Table").key(key("E#1")))
                        .build())),
                "dynamodb:DeleteItem",
                "table/Table");
    }

    @Test
    void refusesAnotherIndexAndTheTableItself() {
        assertRefused(() -> query("by_other", "by_other", "x"), "dynamodb:Query", "table/Table/index/by_other");
        assertRefused(() -> query(null, "pk", "E#1"), "dynamodb:Query", "table/Table");
    }

    @Test
    void refusesAnotherPartition() {
        assertRefused(
                () -> probe.putItem(put -> put.tableName("Table").item(item("K#1", "kind-1"))),
                "dynamodb:PutItem",
                "table/Table");
        assertRefused(
                () -> probe.getItem(get -> get.tableName("Table").key(key("K#1"))), "dynamodb:GetItem", "table/Table");
        assertThat(administrator
                        .getItem(get -> get.tableName("Table").key(key("K#1")))
                        .hasItem())
                .isFalse();
    }

    @Test
    void refusesACallerThatIsNoFunction() {
        DynamoDbClient nobody = client("Nobody");

        assertThatThrownBy(() -> nobody.listTables())
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("Nobody belongs to no function");
    }

    private static void assertRefused(Runnable call, String action, String resource) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(DynamoDbException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(400);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                })
                .hasMessageContaining(
                        "assumed-role/ProbeRole/Probe is not authorized to perform: %s on resource: arn:aws:dynamodb:us-east-1:000000000000:%s because"
                                .formatted(action, resource));
    }

    private QueryResponse query(@Nullable String index, String attribute, String value) {
        return probe.query(query -> query.tableName("Table")
                .indexName(index)
                .keyConditionExpression("#key = :value")
                .expressionAttributeNames(Map.of("#key", attribute))
                .expressionAttributeValues(Map.of(":value", AttributeValue.fromS(value))));
    }

    private static Map<String, AttributeValue> item(String partition, String kind) {
        return Map.of(
                "pk", AttributeValue.fromS(partition),
                "sk", AttributeValue.fromS("1"),
                "by_kind", AttributeValue.fromS(kind));
    }

    private static Map<String, AttributeValue> key(String partition) {
        return Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS("1"));
    }

    private static DynamoDbClient client(String accessKey) {
        return TestCloud.dynamoDb(TestCloud.cloud().dynamoDbEndpoint(), accessKey);
    }
}
