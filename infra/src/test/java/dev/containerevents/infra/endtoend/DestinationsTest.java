package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.containerevents.infra.endtoend.Client.Answer;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.repository.NodeProgram;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Events on their way to a receiver of an organisation, through the stream, the queue and the function.
final class DestinationsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofMinutes(1);
    /// Longer than events are collected, and than a shard is polled.
    private static final Duration QUIET = Duration.ofSeconds(3);

    private Cloud cloud;
    private LocalCloud local;
    private Tenant tenant;
    private Client client;
    private RecordingReceiver receiver;

    @BeforeAll
    static void isLocal() throws Exception {
        assumeTrue(Cloud.current().local().isPresent(), "a deployed stack delivers to no receiver on this machine");
    }

    @BeforeEach
    void start() throws Exception {
        cloud = Cloud.current();
        local = cloud.local().orElseThrow();
        tenant = Tenant.create(cloud);
        client = tenant.client();
        receiver = new RecordingReceiver();
    }

    @AfterEach
    void stop() throws Exception {
        RecordingReceiver.deleteDestinations(tenant);
        receiver.close();
    }

    /// Creates a destination from the beginning of the log.
    private String create(String kind, String members) throws Exception {
        return RecordingReceiver.create(
                        client,
                        tenant.org(),
                        "{\"kind\":\"%s\",\"url\":\"%s\",\"from\":\"beginning\",%s}"
                                .formatted(kind, receiver.url(), members))
                .path("destination_id")
                .asText();
    }

    private static String secret() {
        return "\"secret\":\"" + RecordingReceiver.SECRET + "\"";
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(SOON);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    /// Standard Webhooks' own libraries verify the bodies, that of Node.js and that of Java. What the feed tells
    /// is what is delivered, in the same order.
    @ParameterizedTest
    @ValueSource(strings = {"json", "cloudevents"})
    void deliversTheFeedInOrderSignedAsStandardWebhooksSays(String form) throws Exception {
        create("https", secret() + ",\"form\":\"" + form + "\"");
        for (int i = 0; i < 3; i++) {
            tenant.log("c-1", "ACCESS", i);
        }
        client.logAll(
                tenant.org(), "{\"container_id\":\"c-2\",\"event_type\":\"BLOCK\",\"status\":\"FAIL\"}\n".repeat(30));

        await("34 entries", () -> received() >= 34);

        verifyInJava();
        List<String> delivered = new ArrayList<>();
        for (JsonNode verified : verify()) {
            verified.path("verified").forEach(id -> delivered.add(id.asText()));
            assertThat(verified.path("refused"))
                    .hasSize(3)
                    .allSatisfy(why ->
                            assertThat(why.asText()).isIn("No matching signature found", "Message timestamp too old"));
        }
        List<String> logged = new ArrayList<>();
        client.get(tenant.path("/feed?limit=100"))
                .json()
                .path("entries")
                .forEach(entry -> logged.add(entry.at("/event/event_id").asText()));
        assertThat(logged).as("33 events, and one of the destination itself").hasSize(34);
        assertThat(delivered).isEqualTo(logged);
    }

    private int received() {
        return receiver.requests().stream()
                .map(RecordingReceiver.Request::body)
                .mapToInt(DestinationsTest::entries)
                .sum();
    }

    private static int entries(String body) {
        try {
            return MAPPER.readTree(body).size();
        } catch (IOException e) {
            throw new AssertionError(body, e);
        }
    }

    private List<JsonNode> verify() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (RecordingReceiver.Request request : receiver.requests()) {
            ObjectNode line = MAPPER.createObjectNode();
            line.set("headers", MAPPER.valueToTree(request.headers()));
            line.put("body", Base64.getEncoder().encodeToString(request.body().getBytes(StandardCharsets.UTF_8)));
            lines.append(line).append('\n');
        }
        String output = NodeProgram.install("standardwebhooks", "verify.mjs")
                .run(List.of(RecordingReceiver.SECRET), lines.toString());
        List<JsonNode> results = new ArrayList<>();
        for (String result : output.strip().split("\n", -1)) {
            results.add(MAPPER.readTree(result));
        }
        return results;
    }

    private void verifyInJava() throws Exception {
        Webhook webhook = new Webhook(RecordingReceiver.SECRET);
        for (RecordingReceiver.Request request : receiver.requests()) {
            Map<String, List<String>> headers = new HashMap<>();
            request.headers().forEach((name, value) -> headers.put(name, List.of(value)));
            webhook.verify(request.body(), headers);

            for (int at : List.of(0, request.body().length() / 2, request.body().length() - 1)) {
                StringBuilder changed = new StringBuilder(request.body());
                changed.setCharAt(at, changed.charAt(at) == 'x' ? 'y' : 'x');
                assertThatExceptionOfType(WebhookVerificationException.class)
                        .isThrownBy(() -> webhook.verify(changed.toString(), headers));
            }
            Map<String, List<String>> ofAnother = new HashMap<>(headers);
            ofAnother.computeIfPresent("webhook-id", (_, id) -> List.of(id.getFirst() + "0"));
            assertThatExceptionOfType(WebhookVerificationException.class)
                    .isThrownBy(() -> webhook.verify(request.body(), ofAnother));
        }
    }

    /// The receiver answers with all that it was sent.
    @ParameterizedTest
    @ValueSource(strings = {"https", "splunk_hec", "datadog", "elastic"})
    void showsASecretNowhereThoughTheReceiverDoes(String kind) throws Exception {
        String secret = "t" + UUID.randomUUID();
        String path = "p" + UUID.randomUUID();
        String sent = kind.equals("https")
                ? "whsec_" + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
                : secret;
        receiver.answer(request -> new RecordingReceiver.Response(403, request.toString() + sent));
        List<String> answers = new ArrayList<>();
        Answer created = client.post(
                tenant.path("/destinations"),
                "{\"kind\":\"%s\",\"url\":\"%s/%s\",\"%s\":\"%s\"}"
                        .formatted(kind, receiver.url(), path, kind.equals("https") ? "secret" : "token", sent));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        answers.add(created.text());
        String at = tenant.path(
                "/destinations/" + created.json().path("destination_id").asText());
        await("a refusal", () -> get(at).contains("failing"));
        if (!kind.equals("https")) {
            assertThat(receiver.requests())
                    .allMatch(request -> request.toString().contains(secret));
        }

        Answer test = client.post(at + "/test", "");
        assertThat(test.json().path("outcome").asText()).as(test.text()).isEqualTo("refused");
        answers.add(test.text());
        answers.add(client.send(client.request(at).method("PATCH", BodyPublishers.ofString("{\"state\":\"paused\"}")))
                .text());
        for (String list : List.of(at, at + "/attempts", tenant.path("/destinations"), tenant.path("/feed"))) {
            answers.add(get(list));
        }

        List<String> secrets = List.of(secret, sent, path);
        assertThat(answers).noneMatch(answer -> secrets.stream().anyMatch(answer::contains));
        assertThat(answers).as("what the receiver said").anyMatch(answer -> answer.contains("403"));
        assertThat(Files.readString(Cloud.LOG)).doesNotContain(secrets);
        assertThat(local.queuedMessages()).noneMatch(message -> secrets.stream().anyMatch(message::contains));
        try (DynamoDbClient dynamoDb = dynamoDb()) {
            assertThat(dynamoDb.scanPaginator(scan -> scan.tableName(local.tableName())).items().stream()
                            .map(Object::toString)
                            .filter(item -> item.contains(secret) || item.contains(sent)))
                    .isEmpty();
        }
    }

    private String get(String path) {
        try {
            return client.get(path).text();
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    private DynamoDbClient dynamoDb() {
        return TestCloud.dynamoDb(local.dynamoDbEndpoint(), "local");
    }

    @Test
    void sendsATestEventThatIsStoredNowhere() throws Exception {
        String id = create("https", secret());
        await("the event of the destination itself", () -> received() >= 1);

        Answer test = client.post(tenant.path("/destinations/" + id + "/test"), "");

        assertThat(test.status()).as(test.text()).isEqualTo(200);
        assertThat(test.json().path("outcome").asText()).isEqualTo("accepted");
        assertThat(test.json().path("status").asInt()).isEqualTo(200);
        assertThat(receiver.requests().getLast().body()).contains("destination.test");
        assertThat(get(tenant.path("/events"))).doesNotContain("destination.test");
    }

    /// The function is killed while the receiver has its request. Its lease ends after two minutes, which this
    /// test doesn't wait for.
    @Test
    void deliversEverythingThoughItsFunctionIsKilled() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        receiver.answer(request -> {
            killed.await();
            return new RecordingReceiver.Response(200, "");
        });
        String id = create("https", secret());
        tenant.log("c-1", "ACCESS", 0);
        await("a request", () -> !receiver.requests().isEmpty());

        assertThat(kill("delivery.DeliverEvents")).isPositive();
        killed.countDown();
        endLease(id);
        tenant.log("c-1", "ACCESS", 1);

        await(
                "the end of the log",
                () -> get(tenant.path("/destinations/" + id)).contains("\"lag\":\"0\""));
        Set<String> delivered = new LinkedHashSet<>();
        for (JsonNode verified : verify()) {
            verified.path("verified").forEach(event -> delivered.add(event.asText()));
        }
        List<String> logged = new ArrayList<>();
        client.get(tenant.path("/feed"))
                .json()
                .path("entries")
                .forEach(entry -> logged.add(entry.at("/event/event_id").asText()));
        assertThat(List.copyOf(delivered)).isEqualTo(logged).hasSize(3);
    }

    private static long kill(String handler) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(handler))
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    private void endLease(String id) {
        try (DynamoDbClient dynamoDb = dynamoDb()) {
            dynamoDb.updateItem(update -> update.tableName(local.tableName())
                    .key(Map.of(
                            "pk", AttributeValue.fromS("D#" + tenant.org()),
                            "sk", AttributeValue.fromS("D#" + id)))
                    .updateExpression("SET lease_until = :now")
                    .conditionExpression("attribute_exists(lease_until)")
                    .expressionAttributeValues(Map.of(":now", AttributeValue.fromN("0"))));
        }
    }

    @Test
    void costsNothingWhileNothingHappens() throws Exception {
        create("https", secret());
        create("https", secret());
        await("both events of destinations, at both", () -> received() >= 4);
        int before;
        Instant end = Instant.now().plus(SOON);
        do {
            before = lines();
            Thread.sleep(QUIET);
        } while (lines() > before && Instant.now().isBefore(end));
        int requests = receiver.requests().size();

        Thread.sleep(QUIET);
        assertThat(lines()).as("invocations and messages").isEqualTo(before);

        assertThat(ageReminders()).as("of new destinations").isEqualTo(2);
        for (int calls = 1; calls <= 2; calls++) {
            cloud.invoke("WakeDestinations", "{\"source\":\"aws.scheduler\"}");
            Thread.sleep(QUIET);
            assertThat(lines()).as("invocations of WakeDestinations").isEqualTo(before + calls);
            assertThat(ageReminders()).as("what it reads destinations for").isZero();
        }
        assertThat(receiver.requests()).hasSize(requests);
    }

    /// Lets the time pass after which destinations of this organisation are forgotten if they are at rest.
    ///
    /// @return of how many it reminds
    private int ageReminders() {
        try (DynamoDbClient dynamoDb = dynamoDb()) {
            List<Map<String, AttributeValue>> reminders = dynamoDb.query(query -> query.tableName(local.tableName())
                            .keyConditionExpression("pk = :partition AND begins_with(sk, :org)")
                            .projectionExpression("pk, sk")
                            .expressionAttributeValues(Map.of(
                                    ":partition",
                                    AttributeValue.fromS("W#0"),
                                    ":org",
                                    AttributeValue.fromS(tenant.org() + "#"))))
                    .items();
            reminders.forEach(key -> dynamoDb.updateItem(update -> update.tableName(local.tableName())
                    .key(key)
                    .updateExpression("SET #at = :long_ago")
                    .expressionAttributeNames(Map.of("#at", "at"))
                    .expressionAttributeValues(Map.of(":long_ago", AttributeValue.fromN("0")))));
            return reminders.size();
        }
    }

    /// Returns how many lines there are about destinations of this organisation, and about waking any: other tests
    /// use the same cloud.
    private int lines() throws IOException {
        try (Stream<String> lines = Files.lines(Cloud.LOG)) {
            return (int) lines.filter(line -> line.startsWith("WakeDestinations |")
                            || (line.matches("(DeliverEvents|DueQueue\\w*) \\|.*") && line.contains(tenant.org())))
                    .count();
        }
    }

    @Test
    void refusesThisMachineUnlessTold() throws Exception {
        Cloud strict = Cloud.Faulty.current().cloud();

        Answer answer = strict.client().post("/orgs/acme/destinations", RecordingReceiver.body(receiver.url()));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/where").asText()).isEqualTo("body/url");
    }
}
