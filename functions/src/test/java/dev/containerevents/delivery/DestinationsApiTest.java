package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.ContractSchemas;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DeliveryState;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The operations as a client of an organisation sees them.
final class DestinationsApiTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ContractSchemas CONTRACT = new ContractSchemas();
    private static final AllowedHosts LOCAL = new AllowedHosts(List.of(), true);
    private static final String OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx";

    private final DeliveryWorld world = new DeliveryWorld();
    private final LocalReceiver receiver = new LocalReceiver();
    private final List<DestinationKey> due = new ArrayList<>();
    private final DueQueue queue = (key, _) -> due.add(key);
    private final Log log = new Log(world.table.ledger());

    @AfterEach
    void close() {
        receiver.close();
    }

    private record Response(int status, JsonNode headers, String text) {
        JsonNode body() throws IOException {
            return MAPPER.readTree(text);
        }
    }

    private RequestStreamHandler handler(String operation) {
        var table = world.table.destinations();
        return switch (operation) {
            case "CreateDestination" -> new CreateDestination(table, log, world.secrets, queue, LOCAL);
            case "UpdateDestination" -> new UpdateDestination(table, log, world.secrets, queue, LOCAL);
            case "DeleteDestination" -> new DeleteDestination(table, world.secrets);
            case "ReplayDestination" -> new ReplayDestination(table, log, queue);
            case "GetDestination" -> new GetDestination(table, log);
            case "ListDestinations" -> new ListDestinations(table, log);
            case "ListAttempts" -> new ListAttempts(table);
            case "TestDestination" ->
                new TestDestination(key -> {
                    String event = "{\"test\":{\"org\":\"" + key.org() + "\",\"destination\":\"" + key.id() + "\"}}";
                    String result = HandlerInvocation.of(new DeliverEvents(world.deliverer()), event)
                            .toString();
                    return result.equals("{}") ? Optional.empty() : Optional.of(result);
                });
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private Response call(String operation, String id, @Nullable String body, String... headers) throws IOException {
        return call(world.org, operation, id, body, headers);
    }

    private Response call(Org caller, String operation, String id, @Nullable String body, String... headers)
            throws IOException {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("httpMethod", "POST").put("path", "/x").put("body", body).put("isBase64Encoded", false);
        event.putObject("requestContext")
                .put("path", "/v1/x")
                .put("requestId", "r-1")
                .set("authorizer", MAPPER.valueToTree(new Caller(caller, EnumSet.allOf(Permission.class)).context()));
        event.putObject("pathParameters").put("org_id", caller.id()).put("destination_id", id);
        event.putObject("multiValueQueryStringParameters");
        ObjectNode sent = event.putObject("multiValueHeaders");
        sent.putArray("Host").add("api.example.com");
        for (int i = 0; i < headers.length; i += 2) {
            sent.putArray(headers[i]).add(headers[i + 1]);
        }
        JsonNode answer = HandlerInvocation.of(handler(operation), event.toString());
        Response response = new Response(
                answer.path("statusCode").asInt(),
                answer.path("headers"),
                answer.path("body").asText());
        assertThat(response.text).doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS");
        assertThat(CONTRACT.faults(
                        operation,
                        response.status,
                        answer.at("/headers/Content-Type").asText(),
                        response.text))
                .as(response.text)
                .isEmpty();
        return response;
    }

    private String body(String secret) {
        return "{\"kind\":\"https\",\"url\":\"" + receiver.url() + "/hidden-path\",\"secret\":\"" + secret
                + "\",\"from\":\"beginning\"}";
    }

    private String create() throws IOException {
        Response created = call("CreateDestination", "", body(LocalDelivery.SECRET));
        assertThat(created.status).as(created.text).isEqualTo(201);
        return created.body().path("destination_id").asText();
    }

    private StoredDestination get(String id) {
        return world.get(new DestinationKey(world.org.id(), id));
    }

    @Test
    void createsADestinationThatGetsEverything() throws IOException {
        world.log(3);
        String id = create();
        assertThat(due).containsExactly(new DestinationKey(world.org.id(), id));
        world.deliver(due.getFirst());
        assertThat(receiver.received()).hasSize(1);
        JsonNode shown = call("GetDestination", id, null).body();
        assertThat(shown.path("host").asText()).isEqualTo(receiver.url().substring("http://".length()));
        assertThat(shown.toString()).doesNotContain("hidden-path");
        assertThat(shown.path("lag").asText()).isEqualTo("0");
        assertThat(call("ListDestinations", "", null).body().path("destinations"))
                .hasSize(1);
        JsonNode attempts = call("ListAttempts", id, null).body().path("attempts");
        assertThat(attempts).hasSize(1);
        assertThat(attempts.get(0).path("outcome").asText()).isEqualTo("accepted");
        assertThat(world.told()).containsExactly("destination.created");
    }

    @Test
    void createsOneDestinationForAKey() throws IOException {
        Response first = call("CreateDestination", "", body(LocalDelivery.SECRET), "Idempotency-Key", "k");
        Response again = call("CreateDestination", "", body(LocalDelivery.SECRET), "Idempotency-Key", "k");
        assertThat(again.status).isEqualTo(201);
        assertThat(again.headers.path("Idempotent-Replayed").asText()).isEqualTo("true");
        assertThat(again.body().path("destination_id")).isEqualTo(first.body().path("destination_id"));
        assertThat(call("ListDestinations", "", null).body().path("destinations"))
                .hasSize(1);
        assertThat(world.told()).containsExactly("destination.created");
    }

    @Test
    void hasAtMostTenDestinations() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(create());
        }
        Response one = call("CreateDestination", "", body(LocalDelivery.SECRET));
        assertThat(one.status).isEqualTo(422);
        assertThat(world.secrets.destinations()).hasSize(10);
        assertThat(call("DeleteDestination", ids.getFirst(), null).status).isEqualTo(204);
        create();
    }

    @Test
    void showsNothingToAnotherOrganisation() throws IOException {
        String id = create();
        Org other = new DeliveryWorld().org;
        assertThat(call(other, "ListDestinations", "", null).body().path("destinations"))
                .isEmpty();
        for (String operation : List.of("GetDestination", "ListAttempts", "DeleteDestination", "TestDestination")) {
            assertThat(call(other, operation, id, null).status).as(operation).isEqualTo(404);
        }
        assertThat(call(other, "UpdateDestination", id, "{\"state\":\"paused\"}").status)
                .isEqualTo(404);
        assertThat(call(other, "ReplayDestination", id, "{\"from\":0}").status).isEqualTo(404);
        assertThat(get(id).progress().state()).isEqualTo(DeliveryState.ACTIVE);
    }

    @Test
    void pausesAndResumes() throws IOException {
        world.log(5);
        String id = create();
        assertThat(call("UpdateDestination", id, "{\"state\":\"paused\"}")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("paused");
        world.announce(new DestinationKey(world.org.id(), id));
        world.wake();
        world.pass(Duration.ofSeconds(1));
        assertThat(receiver.received()).isEmpty();

        due.clear();
        call("UpdateDestination", id, "{\"state\":\"active\",\"from\":\"3\"}");
        assertThat(due).hasSize(1);
        world.deliver(due.getFirst());
        assertThat(receiver.received()).hasSize(1);
        assertThat(receiver.received().getFirst().header("webhook-id")).endsWith("_3_4");
        assertThat(world.told())
                .containsExactlyInAnyOrder("destination.created", "destination.paused", "destination.resumed");
    }

    /// Nobody can have a secret sent to a host of their own.
    @Test
    void wantsTheSecretAgainForAnotherHost() throws IOException {
        String id = create();
        try (LocalReceiver other = new LocalReceiver()) {
            String url = "{\"url\":\"" + other.url() + "/\"";
            Response refused = call("UpdateDestination", id, url + "}");
            assertThat(refused.status).isEqualTo(400);
            assertThat(refused.text).contains("body/secret").contains("is required with a url of another host");
            assertThat(call("UpdateDestination", id, url + ",\"secret\":\"" + OTHER_SECRET + "\"}").status)
                    .isEqualTo(200);
            assertThat(get(id).settings().previousSecret())
                    .as("no signature by the old secret goes to the new host")
                    .isNull();
        }
        assertThat(call(
                                "UpdateDestination",
                                id,
                                "{\"url\":\"https://api.example.com/\",\"secret\":\"" + OTHER_SECRET + "\"}")
                        .text)
                .contains("must not lead to this API");
    }

    @Test
    void signsWithBothSecretsForADay() throws IOException {
        world.log(1);
        String id = create();
        receiver.answer(401, "");
        world.deliver(due.getFirst());
        assertThat(get(id).progress().state()).isEqualTo(DeliveryState.FAILING);

        receiver.answer(200, "");
        call("UpdateDestination", id, "{\"secret\":\"" + OTHER_SECRET + "\"}");
        world.deliver(due.getLast());
        assertThat(get(id).progress().state()).as("tried at once").isEqualTo(DeliveryState.ACTIVE);
        assertThat(receiver.received().getLast().header("webhook-signature").split(" ", -1))
                .hasSize(2);

        world.now = world.now.plus(Duration.ofHours(25));
        world.log(1);
        world.deliver(due.getLast());
        assertThat(receiver.received().getLast().header("webhook-signature").split(" ", -1))
                .hasSize(1);
    }

    @Test
    void deletesTheSecretToo() throws IOException {
        String id = create();
        assertThat(call("DeleteDestination", id, null).status).isEqualTo(204);
        assertThat(world.secrets.destinations()).isEmpty();
        assertThat(call("GetDestination", id, null).status).isEqualTo(404);
        assertThat(world.reminders()).isEmpty();
        world.deliver(new DestinationKey(world.org.id(), id));
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void testsADestinationAndTellsWhatCameBack() throws IOException {
        String id = create();
        receiver.answer(403, "who are you, " + LocalDelivery.SECRET + "?");
        JsonNode refused = call("TestDestination", id, null).body();
        assertThat(refused.path("outcome").asText()).isEqualTo("refused");
        assertThat(refused.path("status").asInt()).isEqualTo(403);
        assertThat(refused.path("error").asText()).isEqualTo("status 403: who are you, ***?");
        receiver.answer(200, "");
        assertThat(call("TestDestination", id, null).body().path("outcome").asText())
                .isEqualTo("accepted");
        JsonNode event = MAPPER.readTree(receiver.received().getLast().body()).at("/0/event");
        assertThat(event.path("event_type").asText()).isEqualTo("destination.test");
        assertThat(get(id).progress().next()).isZero();
    }

    @Test
    void triesAtOnceAfterATestSucceeded() throws IOException {
        world.log(1);
        String id = create();
        receiver.answer(401, "");
        world.deliver(due.getFirst());
        receiver.answer(200, "");
        call("TestDestination", id, null);
        world.pass(Duration.ofSeconds(1));
        assertThat(get(id).progress().next()).isEqualTo(1);
        assertThat(world.told())
                .containsExactlyInAnyOrder("destination.created", "destination.failing", "destination.recovered");
    }

    /// The kinds in the contract are those that there are.
    @Test
    void knowsTheKindsOfTheContract() {
        assertThat(Kind.NAMES)
                .allSatisfy(name -> assertThat(Kind.of(name, null)).isNotNull());
        assertThat(CONTRACT.possible("NewDestination", "kind")).containsExactlyElementsOf(Kind.NAMES);
    }

    /// The fuzzer found it: a name that appears twice, and an escape.
    @Test
    void refusesATestThatIsNoJson() {
        String event = "{\"test\":{\"org\":\"acme\",\"destination\":\"dst_1\",\"destination\":\"\\ud800\"}}";

        assertThatThrownBy(() -> HandlerInvocation.of(LocalDelivery.deliverEvents(LocalTable.fresh()), event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("appears twice");
    }

    /// The fuzzer found it: an id longer than DynamoDB's keys may be, in a message and in a test.
    @ParameterizedTest
    @ValueSource(strings = {"{\"test\":KEY}", "{\"Records\":[{\"body\":\"TEXT\"}]}"})
    void refusesAKeyThatNoDestinationHas(String event) {
        String key = "{\"org\":\"acme\",\"destination\":\"dst_" + "9".repeat(2000) + "\"}";
        String sent = event.replace("KEY", key).replace("TEXT", key.replace("\"", "\\\""));

        assertThatThrownBy(() -> HandlerInvocation.of(LocalDelivery.deliverEvents(LocalTable.fresh()), sent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no key of a destination");
    }
}
