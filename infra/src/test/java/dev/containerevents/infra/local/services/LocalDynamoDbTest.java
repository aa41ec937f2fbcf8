package dev.containerevents.infra.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class LocalDynamoDbTest {

    private static final Map<String, AttributeValue> ITEM =
            Map.of("pk", AttributeValue.fromS("E#1"), "sk", AttributeValue.fromS("1"));

    @TempDir
    private Path directory = Path.of("");

    @Test
    void keepsTheTableInADirectory() throws Exception {
        try (LocalDynamoDb first = start();
                DynamoDbClient client = TestCloud.dynamoDb(first.endpoint(), "local")) {
            client.putItem(put -> put.tableName("Table").item(ITEM));
        }
        try (LocalDynamoDb second = start();
                DynamoDbClient client = TestCloud.dynamoDb(second.endpoint(), "local")) {
            assertThat(client.getItem(get -> get.tableName("Table").key(ITEM)).item())
                    .isEqualTo(ITEM);
        }
    }

    private LocalDynamoDb start() throws Exception {
        Template template = new Template(TestCloud.TEMPLATE);
        return new LocalDynamoDb(template, new Roles(template, List.of()), Optional.of(directory.resolve("new")));
    }
}
