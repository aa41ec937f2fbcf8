package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.Authorizer;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.compat.authentik.CreateAuthentikEvent;
import dev.containerevents.event.EventBudget;
import dev.containerevents.ledger.Log;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How many events an organisation may store on a day, through the real authorizer and the real functions. The
/// gateway keeps the authorizer's response for a minute, in which all requests of a key have the same budget.
/// Here, a minute has passed when the authorizer is asked again.
final class DailyQuotaTest {

    /// `-Dquota=10000` for the size in the issue's acceptance.
    private static final int QUOTA = Integer.getInteger("quota", 400);

    private static final int BULK = QUOTA / 10;
    private static final int CLIENTS = 4;

    private final LocalTable table = LocalTable.streamed();
    private final ManageAccess manageAccess = new ManageAccess(table.access(), table.ledger(), new LocalPlans());

    @BeforeEach
    void createOrg() throws IOException {
        manage("create_org", "");
        manage("set_quota", ",\"events_per_day\":" + QUOTA);
    }

    /// Each request of the minute may be accepted, because none knows of the others, but no later one.
    @Test
    void isExceededByNoMoreThanTheRequestsOfAMinute() throws Exception {
        int requests = 5;
        List<Future<Integer>> accepted = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                JsonNode context = authorize(issue());
                Callable<Integer> client = () -> {
                    int sum = 0;
                    for (int request = 0; request < requests; request++) {
                        sum += bulk(context, BULK).body().path("accepted").asInt();
                    }
                    return sum;
                };
                accepted.add(clients.submit(client));
            }
        }
        long stored = 0;
        for (Future<Integer> sum : accepted) {
            stored += sum.get();
        }
        assertThat(stored)
                .as("more than the quota, or the next assertion shows nothing")
                .isGreaterThan(QUOTA)
                .isLessThanOrEqualTo(QUOTA + (long) CLIENTS * requests * BULK);
        Appending.catchUp(table);

        // A minute later, for each key, and in a new process.
        for (int i = 0; i < CLIENTS; i++) {
            JsonNode context = authorize(issue());
            assertThat(context.path("events_left").asLong()).isZero();
            assertThat(bulk(context, BULK).status()).isEqualTo(429);
            assertThat(bulk(context, 1).status()).isEqualTo(429);
        }
        assertThat(new Log(table.ledger()).storedToday("acme", Instant.now(), new RequestBudget()))
                .isEqualTo(stored);
    }

    @Test
    void refusesOfABulkWhatIsBeyondTheBudget() throws IOException {
        // A bulk has at most 1,000.
        int quota = 400;
        manage("set_quota", ",\"events_per_day\":" + quota);
        OrgApi.Answer answer = bulk(authorize(issue()), quota + 3);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(quota);
        assertThat(answer.statuses().subList(0, quota)).containsOnly(200);
        assertThat(answer.statuses().subList(quota, quota + 3)).containsOnly(429);
        assertThat(answer.results().getLast().path("limit").asText()).isEqualTo("events_per_day");
        assertThat(answer.header("RateLimit-Policy"))
                .isEqualTo("\"requests\";q=100;w=1, \"events_per_day\";q=" + quota + ";w=86400");
    }

    @Test
    void namesTheLimitAndItsReset() throws IOException {
        manage("set_quota", ",\"events_per_day\":0");
        JsonNode context = authorize(issue());

        OrgApi.Answer answer = send(new CreateContainerEvent(table.events()), "POST", context, "");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body().path("limit").asText()).isEqualTo("events_per_day");
        Instant reset = Instant.parse(answer.body().path("reset").asText());
        assertThat(reset).isEqualTo(EventBudget.of(0, 0, Instant.now()).reset());
        long seconds = Duration.between(Instant.now(), reset).toSeconds();
        assertThat(Long.parseLong(answer.header("Retry-After"))).isBetween(seconds, seconds + 2);
        assertThat(answer.header("RateLimit")).matches("\"events_per_day\";r=0;t=" + answer.header("Retry-After"));
        assertThat(send(new CreateAuthentikEvent(table.events()), "POST", context, "")
                        .status())
                .isEqualTo(429);
    }

    /// The context is up to a minute old, and may be from before midnight.
    @Test
    void isWholeAgainOnceTheDayHasEnded() throws IOException {
        ObjectNode context = authorize(issue());
        context.put("events_left", "0")
                .put("events_reset", Long.toString(Instant.now().minusSeconds(1).getEpochSecond()));

        OrgApi.Answer answer = bulk(context, 1);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).startsWith("\"events_per_day\";r=" + QUOTA + ";t=");
    }

    @Test
    void limitsNoReadsAndTellsWhatIsStored() throws IOException {
        JsonNode before = authorize(issue());
        bulk(before, 3);
        Appending.catchUp(table);
        manage("set_quota", ",\"events_per_day\":3");
        JsonNode context = authorize(issue());

        OrgApi.Answer answer = send(new GetOrg(new Log(table.ledger())), "GET", context, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/requests/tier").asText()).isEqualTo("small");
        assertThat(answer.body().at("/requests/shared").asBoolean()).isTrue();
        assertThat(answer.body().at("/events/per_day").asInt()).isEqualTo(3);
        assertThat(answer.body().at("/events/stored_today").asInt()).isEqualTo(3);
        assertThat(answer.header("X-Consumed-Read-Units")).isEqualTo("1");
        assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"requests\";q=100;w=1");
        assertThat(answer.header("RateLimit")).isEmpty();
        assertThat(bulk(context, 1).status()).isEqualTo(429);
    }

    private JsonNode manage(String action, String more) throws IOException {
        JsonNode answer =
                HandlerInvocation.of(manageAccess, "{\"action\":\"" + action + "\",\"org_id\":\"acme\"" + more + "}");
        assertThat(answer.path("status").asInt(200)).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private String issue() throws IOException {
        return manage("issue_key", ",\"rights\":[\"read\",\"write\"]")
                .path("key")
                .asText();
    }

    /// Returns the context with which the gateway calls functions for a minute.
    private ObjectNode authorize(String key) throws IOException {
        JsonNode answer = HandlerInvocation.of(
                new Authorizer(table.access(), new Log(table.ledger()), "", "", LocalPlans.PREFIX),
                "{\"type\":\"TOKEN\",\"authorizationToken\":\"Bearer " + key
                        + "\",\"methodArn\":\"arn:aws:execute-api:eu-central-1:1:api/v1/GET/orgs/x/events\"}");
        return (ObjectNode) answer.path("context");
    }

    private OrgApi.Answer bulk(JsonNode context, int size) throws IOException {
        return send(
                new CreateEvents(table.events(), Duration.ofMinutes(2)),
                "POST",
                context,
                OrgApi.bulk(size, i -> "{\"container_id\":\"c-" + i + "\",\"event_type\":\"T\",\"status\":\"FAIL\"}"));
    }

    private static OrgApi.Answer send(RequestStreamHandler handler, String method, JsonNode context, String body)
            throws IOException {
        ObjectNode event = OrgApi.MAPPER.createObjectNode();
        event.put("httpMethod", method).put("path", "/some/path").put("body", body);
        event.putObject("pathParameters").put("org_id", "acme").put("container_id", "c");
        event.putObject("requestContext")
                .put("path", "/v1/some/path")
                .put("requestId", "r-1")
                .set("authorizer", context);
        return OrgApi.Answer.of(HandlerInvocation.bytes(handler, event.toString(), Duration.ofMinutes(2)));
    }
}
