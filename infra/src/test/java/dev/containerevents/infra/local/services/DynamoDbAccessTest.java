package dev.containerevents.infra.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which partitions a request to DynamoDB accesses.
final class DynamoDbAccessTest {

    private final DynamoDbAccess.Keys keys;

    DynamoDbAccessTest() throws IOException {
        keys = new DynamoDbAccess.Keys(new Template(TestCloud.TEMPLATE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pk = :a | A",
                "sk BETWEEN :b AND :c AND pk=:a | A",
                "(sk = :b) AND (#p = :a) | A",
                "#p = :a AND begins_with(sk, :b) | A"
            })
    void readsThePartitionOutOfAKeyCondition(String condition, String partition) throws IOException {
        List<DynamoDbAccess> accesses = of("Query", """
            {"TableName": "Table", "KeyConditionExpression": "%s", "ExpressionAttributeNames": {"#p": "pk"},
             "ExpressionAttributeValues": {":a": {"S": "A"}, ":b": {"S": "B"}, ":c": {"S": "C"}}}
            """.formatted(condition));

        assertThat(accesses)
                .singleElement()
                .extracting("leadingKeys")
                .asString()
                .isEqualTo("[" + partition + "]");
    }

    @Test
    void usesTheIndexsOwnPartition() throws IOException {
        assertThat(of("Query", """
            {"TableName": "Table", "IndexName": "by_kind",
             "KeyConditionExpression": "by_kind = :a AND sk > :b",
             "ExpressionAttributeValues": {":a": {"S": "A"}, ":b": {"S": "B"}}}
            """).getFirst().leadingKeys()).containsExactly("A");
    }

    @Test
    void looksIntoBatchesAndTransactions() throws IOException {
        assertThat(of("BatchWriteItem", """
            {"RequestItems": {"Table": [{"PutRequest": {"Item": {"pk": {"S": "A"}}}},
                                        {"DeleteRequest": {"Key": {"pk": {"S": "B"}}}}]}}
            """))
                .singleElement()
                .satisfies(access -> assertThat(access.leadingKeys()).containsExactlyInAnyOrder("A", "B"));
        assertThat(of("TransactWriteItems", """
            {"TransactItems": [{"Update": {"TableName": "Table", "Key": {"pk": {"S": "A"}}}},
                               {"ConditionCheck": {"TableName": "Table", "Key": {"pk": {"S": "B"}}}}]}
            """))
                .extracting(DynamoDbAccess::action)
                .containsExactly("dynamodb:UpdateItem", "dynamodb:ConditionCheckItem");
    }

    private List<DynamoDbAccess> of(String operation, String request) throws IOException {
        return DynamoDbAccess.of(operation, JsonTree.MAPPER.readTree(request), keys);
    }
}
