package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.local.LocalCloud;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What follows from the table's stream: new events go to the bus, and unreadable records to the queue.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FanOutTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    private Cloud cloud;
    private LocalCloud local;

    @BeforeAll
    void start() throws Exception {
        assumeTrue(Cloud.current().local().isPresent(), "in AWS the bus and the queue are asked otherwise");
        Cloud.Faulty publishing = Cloud.Faulty.current();
        cloud = publishing.cloud();
        local = publishing.local();
    }

    @Test
    void putsANewEventOnTheBus() throws Exception {
        String name = "out-" + UUID.randomUUID();
        String id = cloud.client()
                .log(
                        "/orgs/acme/containers/" + name + "/events",
                        "{\"event_type\":\"BLOCK\",\"status\":\"FAIL\",\"context\":{\"door\":3}}");

        String published = await(local::publishedEvents, name);

        assertThat(Files.readAllLines(Cloud.Faulty.LOG)).contains("local | " + published);
        JsonNode entry = MAPPER.readTree(published);
        assertThat(entry.path("DetailType").asText()).isEqualTo("BLOCK");
        JsonNode event = MAPPER.readTree(entry.path("Detail").asText());
        assertThat(event.path("id").asText()).isEqualTo(id);
        assertThat(event.path("subject").asText()).isEqualTo(name);
        assertThat(event.path("orgid").asText()).isEqualTo("acme");
        assertThat(event.path("data").toString()).isEqualTo("{\"door\":3}");
    }

    @Test
    void sendsWhatIsNoEventToTheQueueAndGoesOn() throws Exception {
        String name = "out-" + UUID.randomUUID();
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(local.dynamoDbEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            client.putItem(put -> put.tableName(local.tableName())
                    .item(Map.of(
                            "pk", AttributeValue.fromS("E#acme#" + name),
                            "sk", AttributeValue.fromS("no id"),
                            "type", AttributeValue.fromS("ACCESS"))));
        }
        String id = cloud.client()
                .log("/orgs/acme/containers/" + name + "/events", "{\"event_type\":\"BLOCK\",\"status\":\"FAIL\"}");

        assertThat(await(local::queuedMessages, name)).contains("\"no id\"", "\"NewImage\"");
        assertThat(await(local::publishedEvents, name)).contains(id);
    }

    /// Waits for a text that contains another, and returns it.
    private static String await(Callable<List<String>> texts, String wanted) throws Exception {
        Instant end = Instant.now().plus(SOON);
        while (Instant.now().isBefore(end)) {
            for (String text : texts.call()) {
                if (text.contains(wanted)) {
                    return text;
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("nothing speaks of " + wanted);
    }
}
