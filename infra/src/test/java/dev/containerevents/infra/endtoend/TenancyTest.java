package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Who may call what: each operation, at each of its routes, with a key of each kind, through the authorizer, its
/// policy and the function. The paths name the caller's organisation, its container and its event.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenancyTest {

    /// The status for each caller. If a path names no organisation, the other organisation's key accesses its own,
    /// which has no events.
    ///
    /// The last six have viewer tokens: `view` without a scope, `in` for the container of the event, `out` for
    /// another container, `actor` for the actor of the event, `ann` for another actor, `ended` of a revoked key.
    private static final String EXPECTED = """
        operation             own other reader writer deliverer revoked expired none malformed view in out actor ann ended
        GetOrg                200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        CreateViewerToken     201 403   201    403    403       401     401     401  401       403  403 403 403   403 401
        GetCaller             200 200   200    403    403       401     401     401  401       200  200 200 200   200 401
        ListOrgEvents         200 403   200    403    403       401     401     401  401       200  200 200 200   200 401
        CreateEvents          200 403   403    200    403       401     401     401  401       403  403 403 403   403 401
        CountEvents           200 403   200    403    403       401     401     401  401       200  200 200 200   200 401
        GetFeed               200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        GetEvent              200 403   200    403    403       401     401     401  401       200  200 404 200   404 401
        ListEventsByAccess    200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        ListEventsByBlock     200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        ListEventsByCreate    200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        ListEventsByExpire    200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        ListEventsByFail      200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        ListContainerEvents   200 403   200    403    403       401     401     401  401       200  200 403 200   200 401
        CreateContainerEvent  200 403   403    200    403       401     401     401  401       403  403 403 403   403 401
        GetContainerEvent     200 403   200    403    403       401     401     401  401       200  200 403 200   404 401
        IngestLogs            200 403   403    200    403       401     401     401  401       403  403 403 403   403 401
        IngestOtlpLogs        200 403   403    200    403       401     401     401  401       403  403 403 403   403 401
        CreateDestination     201 403   403    403    201       401     401     401  401       403  403 403 403   403 401
        ListDestinations      200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        GetDestination        200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        UpdateDestination     200 403   403    403    200       401     401     401  401       403  403 403 403   403 401
        ReplayDestination     202 403   403    403    202       401     401     401  401       403  403 403 403   403 401
        TestDestination       200 403   403    403    200       401     401     401  401       403  403 403 403   403 401
        ListAttempts          200 403   200    403    403       401     401     401  401       200  403 403 403   403 401
        DeleteDestination     204 403   403    403    204       401     401     401  401       403  403 403 403   403 401
        CreateAuthentikEvent  201 201   403    201    403       403     403     403  403       403  403 403 403   403 403
        ListTogaiEvents       200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        GetTogaiEvent         200 404   200    403    403       401     401     401  401       403  403 403 403   403 401
        ListTogaiJavaEvents   200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        GetTogaiJavaEvent     200 404   200    403    403       401     401     401  401       403  403 403 403   403 401
        ListTogaiPythonEvents 200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        GetTogaiPythonEvent   200 404   200    403    403       401     401     401  401       403  403 403 403   403 401
        ListWaldurEvents      200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        CountWaldurEvents     200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        ListWaldurEventGroups 200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        ListWaldurScopeTypes  200 200   200    403    403       401     401     401  401       403  403 403 403   403 401
        RetrieveWaldurEvent   200 404   200    403    403       401     401     401  401       403  403 403 403   403 401
        GetConsole            200 200   200    200    200       200     200     200  200       200  200 200 200   200 200
        GetOpenApi            200 200   200    200    200       200     200     200  200       200  200 200 200   200 200
        """;

    /// Where no receiver is.
    private static final String NOWHERE = "http://127.0.0.1:9";

    private static final Map<String, String> BODIES = Map.of(
            "CreateContainerEvent", "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}",
            "CreateEvents",
                    "{\"events\":[{\"container_id\":\"c-1\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}]}",
            "IngestLogs", "[{}]",
            "IngestOtlpLogs", "{}",
            "CreateViewerToken", "{\"expires_in\":60}",
            "CreateDestination", RecordingReceiver.body(NOWHERE),
            "UpdateDestination", "{\"state\":\"paused\"}",
            "ReplayDestination", "{\"from\":\"beginning\"}",
            "CreateAuthentikEvent", "{\"action\":\"login\",\"app\":\"a\",\"client_ip\":\"192.0.2.7\"}");

    /// The callers that may not see the event.
    private static final Set<String> STRANGERS = Set.of("other", "out", "ann", "ended");

    private final List<Operation> operations = Contract.read().operations();
    private final Map<String, Map<String, Integer>> expected = expected();

    /// The `Authorization` of each caller.
    private final Map<String, List<@Nullable String>> callers = new LinkedHashMap<>();

    private Cloud cloud;
    private Tenant own;
    private String event;

    @BeforeAll
    void issueKeys() throws Exception {
        cloud = Cloud.current();
        own = Tenant.create(cloud);
        event = own.log("c-1", "ACCESS", 0);
        Instant soon = Instant.now().plusSeconds(1);
        JsonNode expired = own.issue("\"read\",\"write\",\"deliver\"", ",\"expires\":\"" + soon + "\"");
        JsonNode revoked = own.issue("\"read\",\"write\",\"deliver\"", "");
        own.manage("revoke_key", revoked, "");
        callers.put("own", List.of("Bearer " + own.key()));
        callers.put("other", List.of("Bearer " + Tenant.create(cloud).key()));
        callers.put("reader", List.of(bearer(own.issue("\"read\"", ""))));
        callers.put("writer", List.of(bearer(own.issue("\"write\"", ""))));
        callers.put("deliverer", List.of(bearer(own.issue("\"deliver\"", ""))));
        callers.put("revoked", List.of(bearer(revoked)));
        callers.put("expired", List.of(bearer(expired)));
        callers.put("none", Arrays.asList((String) null));
        callers.put(
                "malformed",
                List.of(
                        own.key(),
                        "Basic " + own.key(),
                        "Bearer",
                        "Bearer nonsense",
                        "Bearer ce_nobody_secret",
                        "Bearer " + own.key() + "0",
                        "Bearer " + own.key().substring(0, own.key().length() - 1),
                        "Bearer " + own.key().replaceFirst("ce_([0-9a-f]+)_.*", "ce_$1_" + "0".repeat(48)),
                        "Bearer " + own.key() + ", Bearer " + own.key()));
        callers.put("view", List.of(token("{}")));
        callers.put("in", List.of(token("{\"container_id\":\"c-1\"}")));
        callers.put("out", List.of(token("{\"container_id\":\"c-2\"}"), token("{\"container_id\":\"c*\"}")));
        callers.put("actor", List.of(token("{\"actor\":\"joe of " + own.org() + "\"}")));
        callers.put("ann", List.of(token("{\"actor\":\"ann\"}")));
        JsonNode parent = own.issue("\"read\"", "");
        callers.put("ended", List.of(token(bearer(parent), "{}")));
        own.manage("revoke_key", parent, "");
        while (!Instant.now().isAfter(soon)) {
            Thread.sleep(50);
        }
    }

    private static String bearer(JsonNode issued) {
        return "Bearer " + issued.path("key").asText();
    }

    /// Returns a viewer token of the key that reads and writes.
    private String token(String body) throws Exception {
        return token("Bearer " + own.key(), body);
    }

    private String token(String authorization, String body) throws Exception {
        Answer answer = cloud.client(authorization).post(own.path("/viewer_tokens"), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return "Bearer " + answer.json().path("token").asText();
    }

    private static Map<String, Map<String, Integer>> expected() {
        List<List<String>> rows = EXPECTED.lines()
                .map(line -> List.of(line.strip().split(" +", -1)))
                .toList();
        Map<String, Map<String, Integer>> table = new TreeMap<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            Map<String, Integer> statuses = new LinkedHashMap<>();
            for (int i = 1; i < row.size(); i++) {
                statuses.put(rows.getFirst().get(i), Integer.parseInt(row.get(i)));
            }
            table.put(row.getFirst(), statuses);
        }
        return table;
    }

    @Test
    void everyOperationHasARow() {
        assertThat(expected.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        operations.stream().map(Operation::id).toList());
    }

    @Test
    void everyCallerGetsTheStatusOfTheTable() throws Exception {
        List<String> surprises = new ArrayList<>();
        int calls = 0;
        for (Operation operation : operations) {
            for (Route route : operation.routes()) {
                for (Map.Entry<String, List<@Nullable String>> caller : callers.entrySet()) {
                    int status = expected.getOrDefault(operation.id(), Map.of()).getOrDefault(caller.getKey(), 0);
                    for (String authorization : two(caller.getValue(), calls)) {
                        calls++;
                        String surprise =
                                surprise(call(operation, route, authorization), route, caller.getKey(), status);
                        if (!surprise.isEmpty()) {
                            surprises.add(operation.id() + " " + route + " " + caller.getKey() + " (" + authorization
                                    + "): " + surprise);
                        }
                    }
                }
            }
        }
        deleteDestinations();
        System.out.println(calls + " calls of the tenancy matrix");
        assertThat(surprises).isEmpty();
    }

    /// Returns two kinds, the next ones for each route: all kinds at each route would be twice as many calls.
    private static List<@Nullable String> two(List<@Nullable String> kinds, int turn) {
        return kinds.size() < 2 ? kinds : List.of(kinds.get(turn % kinds.size()), kinds.get((turn + 1) % kinds.size()));
    }

    private Answer call(Operation operation, Route route, @Nullable String authorization) throws Exception {
        Client client = cloud.client(authorization);
        String destination = route.path().contains("{destination_id}") ? newDestination() : "";
        String path = route.path()
                .replace("{org_id}", own.org())
                .replace("{container_id}", "c-1")
                .replace("{log_source}", "generic")
                .replace("{file}", "container-events.js")
                .replace("{destination_id}", destination)
                .replaceAll("\\{(event_)?id}", event);
        String body = BODIES.getOrDefault(operation.id(), "");
        return client.send(client.request(path)
                .method(route.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /// Each call has a destination of its own, in the state after it was created. There may be ten.
    private String newDestination() throws Exception {
        deleteDestinations();
        return RecordingReceiver.destination(own, NOWHERE);
    }

    private void deleteDestinations() throws Exception {
        RecordingReceiver.deleteDestinations(own);
    }

    /// Returns what is wrong with a response; empty if nothing is.
    private String surprise(Answer answer, Route route, String caller, int expected) {
        if (answer.status() != expected) {
            return answer.status() + " instead of " + expected + " " + answer.text();
        }
        if (STRANGERS.contains(caller) && answer.text().contains("of " + own.org())) {
            return "shows what this caller may not see: " + answer.text();
        }
        boolean hasBody = !route.method().equals("HEAD");
        if (expected >= 400 && hasBody && !answer.json().isObject()) {
            return "is no JSON object: " + answer.text();
        }
        return "";
    }
}
