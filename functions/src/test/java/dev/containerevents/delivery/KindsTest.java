package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The requests of each kind against what its receiver's documents demand, and what each takes for an acceptance.
///
/// - Standard Webhooks, specification, "Webhook headers" and "Signature scheme"
/// - Splunk, "Format events for HTTP Event Collector" and "Troubleshoot HTTP Event Collector" (codes)
/// - Datadog, API reference, "Send logs" (v2): `DD-API-KEY`, 1,000 entries, 5 MB, 1 MB an entry, 202
/// - Elasticsearch, "Bulk API": `create`, lines that end with a line feed, a status for each item
final class KindsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TOKEN = "0f9b1c3e-5b6d-4c1f-8a54-2f0d1c5a7e90";

    private final DeliveryWorld world = new DeliveryWorld();
    private final LocalReceiver receiver = new LocalReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private DestinationKey deliver(String kind, @Nullable String form, String secret, String answer, int status)
            throws IOException {
        receiver.answer(status, answer);
        DestinationKey key = world.create(kind, receiver.url(), form, secret, EventFilter.NONE);
        world.announce(key);
        world.pass(Duration.ofMillis(100));
        return key;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String signature(String secret, LocalReceiver.Received request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        mac.update((request.header("webhook-id") + "." + request.header("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.sent()));
    }

    @ParameterizedTest
    @CsvSource({
        "json, application/json",
        "cloudevents, application/cloudevents-batch+json",
        "ndjson, application/x-ndjson"
    })
    void signsAsStandardWebhooksSays(String form, String type) throws Exception {
        world.log(3);
        DestinationKey key = deliver("https", form, LocalDelivery.SECRET, "", 200);
        LocalReceiver.Received request = receiver.received().getFirst();
        assertThat(request.header("Content-Type")).isEqualTo(type);
        assertThat(request.header("Content-Encoding")).isEmpty();
        assertThat(request.header("webhook-id")).isEqualTo(key.id() + "_0_2");
        assertThat(request.header("webhook-timestamp"))
                .isEqualTo(Long.toString(world.attempts(key).getFirst().at().getEpochSecond()));
        assertThat(request.header("webhook-signature")).isEqualTo(signature(LocalDelivery.SECRET, request));
        if (form.equals("ndjson")) {
            assertThat(request.body()).endsWith("\n");
            assertThat(request.body().lines()).hasSize(3);
            for (String line : request.body().lines().toList()) {
                assertThat(MAPPER.readTree(line).path("index").isInt()).isTrue();
            }
        } else {
            assertThat(MAPPER.readTree(request.body())).hasSize(3);
        }
    }

    /// The example of the specification's libraries: `msg_p5jXN8AQM9LWM0D4loKWxJek` and so on.
    @Test
    void signsTheExampleOfTheStandard() {
        assertThat(Signature.of(
                        new Secrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void sendsSplunkWhatItsCollectorReads() throws IOException {
        List<Event> events = world.log(2);
        DestinationKey key = deliver("splunk_hec", null, TOKEN, "{\"text\":\"Success\",\"code\":0}", 200);
        LocalReceiver.Received request = receiver.received().getFirst();
        assertThat(request.target()).isEqualTo("/services/collector/event");
        assertThat(request.header("Authorization")).isEqualTo("Splunk " + TOKEN);
        assertThat(request.header("Content-Encoding")).isEqualTo("gzip");
        List<JsonNode> objects = MAPPER.readerFor(JsonNode.class)
                .<JsonNode>readValues(request.body())
                .readAll();
        assertThat(objects).hasSize(2);
        JsonNode first = objects.getFirst();
        assertThat(names(first)).containsExactly("time", "host", "source", "sourcetype", "event");
        assertThat(first.path("time").decimalValue().movePointRight(3).longValueExact())
                .isEqualTo(events.getFirst().timestamp().toEpochMilli());
        assertThat(first.path("host").asText()).isEqualTo("web-0");
        assertThat(first.at("/event/event/event_id").asText())
                .isEqualTo(events.getFirst().id().toString());
        assertThat(world.get(key).progress().next()).isEqualTo(2);
    }

    /// 7: incorrect index; 10: data channel is missing. No event is given up for them.
    @ParameterizedTest
    @CsvSource({
        "200, 9, RETRYING",
        "503, 9, RETRYING",
        "400, 7, FAILING",
        "400, 10, FAILING",
        "400, 6, RETRYING",
        "403, 4, FAILING",
        "401, 2, FAILING"
    })
    void acceptsOnlySplunksCode0(int status, int code, DeliveryState state) throws IOException {
        world.log(1);
        DestinationKey key = deliver("splunk_hec", null, TOKEN, "{\"text\":\"No\",\"code\":" + code + "}", status);
        assertThat(world.get(key).progress().state()).isEqualTo(state);
        assertThat(world.get(key).progress().next()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "{}", "{\"code\":\"0\"}", "<html>Sign in</html>"})
    void takesNoOtherPageForSplunk(String body) throws IOException {
        world.log(1);
        DestinationKey key = deliver("splunk_hec", null, TOKEN, body, 200);
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);
    }

    @Test
    void sendsDatadogWhatItsIntakeReads() throws IOException {
        world.log(2);
        DestinationKey key = deliver("datadog", null, TOKEN, "{}", 202);
        LocalReceiver.Received request = receiver.received().getFirst();
        assertThat(request.target()).isEqualTo("/api/v2/logs");
        assertThat(request.header("DD-API-KEY")).isEqualTo(TOKEN);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        JsonNode logs = MAPPER.readTree(request.body());
        assertThat(logs).hasSize(2);
        for (JsonNode log : logs) {
            assertThat(names(log))
                    .contains("ddsource", "ddtags", "hostname", "message", "service", "status", "timestamp");
            assertThat(log.path("message").asText()).isNotEmpty();
            assertThat(log.path("status").asText()).isIn("error", "info");
        }
        assertThat(logs.get(0).path("status").asText()).isEqualTo("error");
        assertThat(world.get(key).progress().next()).isEqualTo(2);
        assertThat(world.get(key).progress().tooOld()).isZero();
    }

    @Test
    void countsWhatDatadogDropsForItsAge() throws IOException {
        world.log(3);
        world.now = world.now.plus(Duration.ofHours(19));
        world.log(1);
        DestinationKey key = deliver("datadog", null, TOKEN, "{}", 202);
        assertThat(world.get(key).progress().tooOld()).isEqualTo(3);
        assertThat(world.get(key).progress().next()).isEqualTo(4);
    }

    @Test
    void takesOnlyA202OfDatadog() throws IOException {
        world.log(1);
        DestinationKey key = deliver("datadog", null, TOKEN, "{}", 200);
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.RETRYING);
    }

    @Test
    void sendsElasticWhatItsBulkReads() throws IOException {
        List<Event> events = world.log(2);
        DestinationKey key = deliver(
                "elastic",
                null,
                "VnVhQ2ZHY0JDZGJrUW",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":409,\"error\":{\"type\":\"x\"}}}]}",
                200);
        LocalReceiver.Received request = receiver.received().getFirst();
        assertThat(request.target()).startsWith("/_bulk?").contains("filter_path=items.*.status");
        assertThat(request.header("Authorization")).isEqualTo("ApiKey VnVhQ2ZHY0JDZGJrUW");
        assertThat(request.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(request.body()).endsWith("\n");
        List<String> lines = request.body().lines().toList();
        assertThat(lines).hasSize(4);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < lines.size(); i += 2) {
            ids.add(MAPPER.readTree(lines.get(i)).at("/create/_id").asText());
            assertThat(MAPPER.readTree(lines.get(i + 1)).path("@timestamp").asText())
                    .isEqualTo(events.get(i / 2).timestamp().toString().replaceFirst("(:\\d\\d)Z", "$1.000Z"));
        }
        assertThat(ids)
                .containsExactlyInAnyOrder(
                        events.get(0).id().toString(), events.get(1).id().toString());
        assertThat(world.get(key).progress().next())
                .as("a conflict is a repeat")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "201 400 201 | ACTIVE   | 3 | 1",
                "201 429 201 | RETRYING | 0 | 0",
                "201 503 400 | RETRYING | 0 | 0",
                "201 403 201 | FAILING  | 0 | 0",
                "201 201     | RETRYING | 0 | 0"
            })
    void judgesEachItemOfElastic(String statuses, DeliveryState state, long next, long skipped) throws IOException {
        world.log(3);
        StringBuilder items = new StringBuilder();
        for (String status : statuses.split(" ", -1)) {
            items.append(items.isEmpty() ? "" : ",")
                    .append("{\"create\":{\"status\":")
                    .append(status)
                    .append("}}");
        }
        DestinationKey key = deliver("elastic", null, TOKEN, "{\"items\":[" + items + "]}", 200);
        assertThat(world.get(key).progress().state()).isEqualTo(state);
        assertThat(world.get(key).progress().next()).isEqualTo(next);
        assertThat(world.get(key).progress().skipped()).isEqualTo(skipped);
    }

    /// Nothing is lost silently if an index refuses everything.
    @Test
    void skipsNothingIfElasticTakesNothing() throws IOException {
        world.log(3);
        receiver.behave(request -> new LocalReceiver.Reply(
                200,
                "{\"items\":["
                        + String.join(
                                ",",
                                Collections.nCopies(
                                        (int) request.body().lines().count() / 2, "{\"create\":{\"status\":400}}"))
                        + "]}"));
        DestinationKey key = world.create("elastic", receiver.url() + "/logs", null, TOKEN, EventFilter.NONE);
        world.announce(key);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.get(key).progress().state()).isEqualTo(DeliveryState.FAILING);
        assertThat(world.get(key).progress().skipped()).isZero();
        assertThat(receiver.received().getFirst().target()).startsWith("/logs/_bulk?");
    }
}
