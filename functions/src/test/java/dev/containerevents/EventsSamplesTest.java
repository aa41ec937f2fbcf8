package dev.containerevents;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.auth.Authorizer;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.delivery.LocalDelivery;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Scope;
import dev.containerevents.event.Status;
import dev.containerevents.ledger.Log;
import dev.containerevents.stream.Appending;
import dev.containerevents.stream.LocalBus;
import dev.containerevents.stream.Verifying;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredKey;
import dev.containerevents.table.StoredToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sends every file of `events-samples` to the real handler of its folder's function. The file's name begins with
/// the expected status.
final class EventsSamplesTest {

    private static final Path SAMPLES = Path.of("..", "events-samples");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The characters of a path in a request line (RFC 3986, 3.3).
    private static final String SENT = "[A-Za-z0-9._~!$&'()*+,;=:@/%-]+";

    private static final ContractSchemas CONTRACT = new ContractSchemas();
    private static final LocalTable TABLE = LocalTable.streamed();

    /// The data of the samples: the organisation `acme`, its keys, of which the authorizer's samples use one, and
    /// two events.
    @BeforeAll
    static void fillTheTable() {
        Org acme = Org.plain("acme");
        AccessTable access = TABLE.access();
        access.create("acme");
        access.create("initech");
        access.create("elder");
        TABLE.forgetSecret("elder");
        access.create("sharded");
        access.grow("sharded", 2, Instant.EPOCH, Instant.EPOCH);
        access.add(key("sample", null));
        access.add(key("rotating", null));
        access.add(key("ended", Instant.EPOCH));
        access.add(token("v0000000000000001", "sample"), new RequestBudget());
        access.add(token("v0000000000000002", "ended"), new RequestBudget());
        EventId id = EventId.parse("018be24b-7e00-7000-8000-000000000001").orElseThrow();
        EventDetails details = Details.of("ACCESS", Status.FAIL, null, "door 3", null, "192.0.2.7", null, null);
        TABLE.events()
                .put(
                        Event.of(id, new Container("acme", "c-1"), id.timestamp(), details, acme),
                        acme,
                        new RequestBudget());
        Container container = new Container("acme", "c-1");
        Instant second = Instant.parse("2023-11-18T12:00:01Z");
        EventId taken = new IdempotencyKey.Given("taken").id(container, second);
        TABLE.events().put(Event.of(taken, container, second, details, acme), acme, new RequestBudget());
        Appending.catchUp(TABLE);
        LocalDelivery.fill(TABLE, "acme");
    }

    /// A key of acme.
    private static StoredKey key(String id, @Nullable Instant expires) {
        // SHA-256 of "secret".
        String hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
        return new StoredKey(
                id, "acme", hash, EnumSet.allOf(Permission.class), null, null, Instant.EPOCH, expires, null, null);
    }

    /// A viewer token for the container `c-1`.
    ///
    /// @param parent the key with which it was made
    private static StoredToken token(String id, String parent) {
        Instant now = Instant.now();
        Scope scope = new Scope("c-1", null);
        return new StoredToken(
                id, "acme", key(parent, null).hash(), parent, scope, now, now.plus(StoredToken.LONGEST), null);
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            return files.filter(Files::isRegularFile)
                    .map(SAMPLES::relativize)
                    .sorted()
                    .toList();
        }
    }

    /// Returns the samples that are requests of clients.
    static List<Path> requests() throws IOException {
        List<Path> requests = new ArrayList<>();
        for (Path sample : samples()) {
            if (Files.readString(SAMPLES.resolve(sample)).contains("\"httpMethod\"")) {
                requests.add(sample);
            }
        }
        return requests;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void answersAsItsNameSays(Path sample) throws Exception {
        String operation = className(sample.getName(0).toString());
        int status = Integer.parseInt(sample.getFileName().toString().substring(0, 3));
        String event = Files.readString(SAMPLES.resolve(sample));

        switch (operation) {
            case "Authorizer" -> assertThat(authorize(event)).isEqualTo(status);
            case "ManageAccess" ->
                assertThat(run("auth", operation, event).path("status").asInt(200))
                        .isEqualTo(status);
            case "VerifyLedger" ->
                assertThat(Verifying.verify(event, TABLE).path("status").asInt(200))
                        .isEqualTo(status);
            case "UpdateLedger" -> assertThat(log(event)).isEqualTo(status);
            case "PublishEvents" -> assertThat(publish(event)).isEqualTo(status);
            case "DeliverEvents" -> HandlerInvocation.of(LocalDelivery.deliverEvents(TABLE), event);
            case "WakeDestinations" -> HandlerInvocation.of(LocalDelivery.wakeDestinations(TABLE), event);
            default -> assertAnswer(operation, status, event);
        }
    }

    /// The gateway doesn't decode paths: it passes on what the client sent.
    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void hasItsPathAsTheGatewaySendsIt(Path sample) throws IOException {
        JsonNode event = MAPPER.readTree(Files.readString(SAMPLES.resolve(sample)));
        String path = event.path("resource").asText();
        for (Map.Entry<String, JsonNode> parameter :
                event.path("pathParameters").properties()) {
            path = path.replace(
                    "{" + parameter.getKey() + "}", parameter.getValue().asText());
        }
        assertThat(event.path("path").asText()).matches(SENT).isIn(path, path + "/");
        assertThat(event.at("/requestContext/path").asText())
                .endsWith(event.path("path").asText());
    }

    private static void assertAnswer(String operation, int status, String event) throws Exception {
        assertThat(LambdaEventSerializers.serializerFor(
                                APIGatewayProxyRequestEvent.class, EventsSamplesTest.class.getClassLoader())
                        .fromJson(event)
                        .getHttpMethod())
                .as("a proxy event as AWS's own library reads it")
                .isIn("GET", "POST", "HEAD", "PATCH", "DELETE");
        JsonNode answer = run(CONTRACT.packageOf(operation), operation, event);
        assertThat(answer.path("statusCode").asInt())
                .as(answer.path("body").asText())
                .isEqualTo(status);
        if (!CONTRACT.isPublic(operation)) {
            assertThat(answer.at("/headers/Cache-Control").asText()).isEqualTo("no-store");
        }
        assertThat(answer.at("/headers/Vary").asText()).contains("Accept-Encoding");
        if (event.contains("\"httpMethod\": \"HEAD\"")) {
            assertThat(answer.path("body").asText()).isEmpty();
            return;
        }
        assertThat(CONTRACT.faults(
                        operation,
                        status,
                        answer.at("/headers/Content-Type").asText(),
                        answer.path("body").asText()))
                .as(answer.path("body").asText())
                .isEmpty();
    }

    private static void assertIsBatch(String event) {
        assertThat(LambdaEventSerializers.serializerFor(DynamodbEvent.class, EventsSamplesTest.class.getClassLoader())
                        .fromJson(event)
                        .getRecords())
                .as("a batch as AWS's own library reads it")
                .isNotNull();
    }

    /// Returns 200 if it returned a state and no failed record, 500 otherwise.
    private static int log(String event) throws Exception {
        assertIsBatch(event);
        try {
            JsonNode answer = Appending.answerTo(event, TABLE);
            assertThat(answer.path("state").isObject()).isTrue();
            return answer.path("batchItemFailures").isEmpty() ? 200 : 500;
        } catch (IllegalStateException e) {
            return 500;
        }
    }

    /// Returns 200 if no record has to be delivered again.
    private static int publish(String event) throws Exception {
        assertThat(LambdaEventSerializers.serializerFor(DynamodbEvent.class, EventsSamplesTest.class.getClassLoader())
                        .fromJson(event)
                        .getRecords())
                .as("a batch as AWS's own library reads it")
                .isNotEmpty();
        JsonNode failures = LocalBus.answerTo(event).path("batchItemFailures");
        assertThat(failures.isArray()).isTrue();
        return failures.isEmpty() ? 200 : 500;
    }

    private static int authorize(String event) throws Exception {
        try {
            JsonNode policy = HandlerInvocation.of(
                    new Authorizer(
                            TABLE.access(),
                            new Log(TABLE.ledger()),
                            "GET/events",
                            "orgs/{org_id}/events=container",
                            LocalPlans.PREFIX),
                    event);
            if (policy.at("/policyDocument/Statement/0/Effect").asText().equals("Deny")) {
                return 403;
            }
            assertThat(policy.at("/context/org").asText()).isEqualTo("acme");
            return 200;
        } catch (RuntimeException e) {
            assertThat(e).hasMessage("Unauthorized");
            return 401;
        }
    }

    private static JsonNode run(String folder, String name, String event) throws Exception {
        return HandlerInvocation.of(Handlers.on(TABLE, folder, name), event);
    }

    private static String className(String folder) {
        return Arrays.stream(folder.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
