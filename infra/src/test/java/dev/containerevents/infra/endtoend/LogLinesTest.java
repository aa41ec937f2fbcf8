package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Functions print lines that a machine can read, with nothing that was sent. Everything that is sent contains a
/// mark, which must not be in the log, whatever happens to the requests.
final class LogLinesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String MARK = "qzmark";
    private static final String ADDRESS = "203.0.113.77";

    /// A line of a function. A line of a queue or of the bus `local` shows what was sent to it.
    private static final Pattern LINE = Pattern.compile("(?!DeadLetters|DueQueue|local )(\\w+) \\| (.*)");

    private static final String EVENT = """
        {"event_type":"qzmark-type","status":"FAIL","timestamp":"2023-11-18T12:00:00Z","message":"qzmark \\u00e9",
         "actor":{"id":"qzmark-joe","name":"qzmark"},"context":{"qzmark":"qzmark"},"client_ip":"203.0.113.77",
         "source":"qzmark-source","expires":"2099-01-01T00:00:00Z"}
        """;
    private static final String FILTERS =
            "actor=qzmark-joe&source=qzmark-source&client_ip=203.0.113.77&q=qzmark&event_type=qzmark-type";

    private Cloud.Faulty faulty;
    private Client client;

    /// Before all, because AfterEach methods run even if an assumption in BeforeEach fails.
    @BeforeAll
    static void isLocal() throws Exception {
        assumeTrue(Cloud.current().local().isPresent(), "a deployed stack logs to CloudWatch");
    }

    @BeforeEach
    void start() throws Exception {
        faulty = Cloud.Faulty.current();
        client = faulty.cloud().client();
    }

    @AfterEach
    void end() {
        faulty.services().forEach(service -> service.plan(Plan.always(Fault.PASS)));
    }

    @Test
    void tellOfEachRequestAndNothingThatWasSent() throws Exception {
        sendEverything();
        putWhatIsNoEvent();
        await("dead_letter");
        faulty.services().getFirst().plan(Plan.always(Fault.FAIL));
        sendEverything();
        end();

        boolean answered = false;
        boolean failed = false;
        for (String line : Files.readAllLines(Cloud.Faulty.LOG)) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                assertThat(line).doesNotContain(MARK, ADDRESS);
                JsonNode object = parse(parts.group(2));
                assertThat(object.path("level").asText()).as(line).isIn("INFO", "ERROR");
                if (object.has("status")) {
                    assertThat(object.path("operation").asText()).isEqualTo(parts.group(1));
                    assertThat(object.path("request_id").asText()).as(line).isNotEmpty();
                    for (String number : List.of("status", "read_units", "write_units", "micros")) {
                        assertThat(object.path(number).isNumber()).as(line).isTrue();
                    }
                    answered |= object.path("org").asText().equals("acme")
                            && object.path("key_id").asText().equals("acme")
                            && object.path("status").asInt() == 200;
                    failed |= object.path("status").asInt() == 503
                            && object.path("failure").asText().contains("TableException");
                }
            }
        }
        assertThat(List.of(answered, failed)).as("both kinds were seen").containsExactly(true, true);
    }

    private void sendEverything() throws Exception {
        String events = "/orgs/acme/containers/qzmark-door/events";
        send(events, EVENT, Map.of("Idempotency-Key", "qzmark-key"));
        send(events, EVENT.replace("FAIL", "SUCCESS"), Map.of("Idempotency-Key", "qzmark-key"));
        send(events, EVENT, Map.of());
        send(events, "{\"qzmark\":\"qzmark\"", Map.of());
        send(events, "{\"event_type\":qzmark}", Map.of());
        send(events, "{\"qzmark\":1,\"status\":\"qzmark\",\"client_ip\":\"qzmark\"}", Map.of("Cookie", "qzmark"));
        send(
                "/orgs/acme/events",
                "{\"events\":[{\"container_id\":\"qzmark\"," + EVENT.strip().substring(1) + "]}",
                Map.of());
        for (String path : List.of(
                events + "?" + FILTERS,
                events + "/qzmark",
                "/orgs/acme/events?" + FILTERS,
                "/orgs/acme/events?container_id=qzmark-door",
                "/orgs/acme/events?next_token=qzmark&qzmark=1",
                "/orgs/acme/events/count?" + FILTERS,
                "/orgs/qzmark/events")) {
            client.get(path);
        }
        faulty.cloud().client("Bearer ce_qzmark_qzmark").get("/orgs/acme/events");
    }

    private void send(String path, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = client.request(path).header("Content-Type", "application/json");
        headers.forEach(request::header);
        client.send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /// A record that can neither be counted nor published.
    private void putWhatIsNoEvent() {
        try (DynamoDbClient dynamoDb = DynamoDbClient.builder()
                .endpointOverride(faulty.local().dynamoDbEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            dynamoDb.putItem(put -> put.tableName(faulty.local().tableName())
                    .item(Map.of(
                            "pk", AttributeValue.fromS("E#acme#qzmark"),
                            "sk", AttributeValue.fromS("qzmark"),
                            "type", AttributeValue.fromS("qzmark"))));
        }
    }

    private static void await(String text) throws Exception {
        Instant end = Instant.now().plus(SOON);
        while (!Files.readString(Cloud.Faulty.LOG).contains(text)
                && Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        assertThat(Files.readString(Cloud.Faulty.LOG)).contains(text);
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
