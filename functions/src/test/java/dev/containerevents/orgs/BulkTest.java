package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.LocalTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Many events in one request: each has the same result as if it were sent alone.
final class BulkTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final String GOOD = "\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"";
    private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};

    /// Possible errors of one event, without its container.
    private static final List<String> BAD = List.of(
            "\"event_type\":\"ACCESS\"",
            "\"event_type\":\"\",\"status\":\"success\",\"client_ip\":\"127.1\"",
            GOOD + ",\"timestamp\":\"2999-01-01T00:00:00Z\"",
            GOOD + ",\"expires\":\"2001-01-01T00:00:00Z\"",
            GOOD + ",\"mesage\":\"misspelt\"",
            GOOD + ",\"message\":\"" + "x".repeat(4097) + "\"",
            GOOD + ",\"actor\":{\"name\":\"Joe\"}",
            GOOD + ",\"context\":" + "{\"a\":".repeat(70) + "1" + "}".repeat(70),
            GOOD + ",\"context\":{\"a\":1,\"a\":2}",
            GOOD + ",\"context\":{\"a\":\"" + "é".repeat(33_000) + "\"}");

    private final OrgApi api = new OrgApi(TABLE.events(), Org.plain("acme"));

    @Test
    void rejectsOnlyInvalidEventsAsIfTheyWereSentAlone() {
        OrgApi own = api.as(Org.plain("ten-bad"));
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(
                    inContainer("c-" + i % 3, i % 100 == 50 ? BAD.get(i / 100) : GOOD + ",\"message\":\"" + i + "\""));
        }
        Answer answer = own.createAll(OrgApi.bulk(events));
        Answer lines = own.as(Org.plain("ten-bad-lines")).createAll(String.join("\n", events), NDJSON);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(990);
        assertThat(answer.body().path("rejected").asInt()).isEqualTo(10);
        Map<String, String> sent = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            JsonNode result = answer.results().get(i);
            assertThat(result.path("index").asInt()).isEqualTo(i);
            if (i % 100 == 50) {
                Answer alone = own.create("c-1", "{" + BAD.get(i / 100) + "}");
                ObjectNode problem = (ObjectNode) alone.body();
                problem.remove("request_id");
                problem.put("index", i);
                assertThat(alone.status()).isIn(400, 413);
                assertThat(result).isEqualTo(problem);
                assertThat(lines.results().get(i)).isEqualTo(problem);
            } else {
                sent.put(result.path("event_id").asText(), "c-" + i % 3 + " " + i);
            }
        }
        Map<String, String> stored = new HashMap<>();
        for (JsonNode event :
                own.list(ListOrgEvents::new, Map.of("limit", "1000")).events()) {
            stored.put(
                    event.path("event_id").asText(),
                    event.path("container_id").asText() + " "
                            + event.path("message").asText());
        }
        assertThat(stored).hasSize(990).isEqualTo(sent);
    }

    @Test
    void reportsAMissingOrInvalidContainer() {
        Answer answer = api.createAll(OrgApi.bulk(List.of(
                "{" + GOOD + "}",
                inContainer("a ", GOOD),
                "7",
                "\"text\"",
                "null",
                "{\"idempotency_key\":\"\"," + inContainer("c", GOOD).substring(1),
                "{\"idempotency_key\":\"k\"," + inContainer("c", GOOD).substring(1))));

        assertThat(answer.statuses()).containsOnly(400);
        assertThat(answer.results().stream()
                        .map(result -> result.at("/errors/0/where").asText()))
                .containsExactly(
                        "body/container_id",
                        "body/container_id",
                        "body",
                        "body",
                        "body",
                        "body/idempotency_key",
                        "body/timestamp");
    }

    @Test
    void acceptsAThousandEventsAndFourMegabytesAndNotMore() {
        String event = inContainer("c", GOOD);
        String large = inContainer("c", GOOD + ",\"context\":{\"a\":\"" + "x".repeat(30_000) + "\"}");

        Answer tooMany = api.createAll(OrgApi.bulk(1001, _ -> event));
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(tooMany.body().at("/errors/0/where").asText()).isEqualTo("body");
        assertThat(api.createAll((event + "\n").repeat(1001), NDJSON).status()).isEqualTo(400);
        assertThat(api.createAll(OrgApi.bulk(145, _ -> large)).status()).isEqualTo(413);
        assertThat(api.createAll((large + "\n").repeat(145), NDJSON).status()).isEqualTo(413);
        assertThat(api.createAll((event.replace("c", "é") + "\n").repeat(1), NDJSON)
                        .statuses())
                .containsExactly(400);
        OrgApi own = api.as(Org.plain("large"));
        Answer most = own.createAll(OrgApi.bulk(130, _ -> large));
        assertThat(most.statuses()).hasSize(130).containsOnly(200);
        assertThat(own.walk(ListOrgEvents::new, Map.of("limit", "1000"))).hasSize(130);
        assertThat(api.createAll(OrgApi.bulk(List.of())).body().path("accepted").asInt())
                .isZero();
    }

    @Test
    void readsLinesHoweverTheyEnd() {
        OrgApi own = api.as(Org.plain("lines"));
        String body = "\n\r\n" + inContainer("a", GOOD) + "\r\n \t\r\n" + inContainer("b", GOOD) + "\n\n{oops\r\n"
                + inContainer("c", GOOD + ",\"message\":\"\\r\\n\u2028\"");

        Answer answer = own.createAll(body, "content-type", "Application/X-NDJSON; charset=utf-8");

        assertThat(answer.statuses()).containsExactly(200, 200, 400, 200);
        assertThat(own.get("c", answer.results().getLast().path("event_id").asText())
                        .body()
                        .path("message")
                        .asText())
                .isEqualTo("\r\n\u2028");
        assertThat(own.createAll("", NDJSON).statuses()).isEmpty();
    }

    @Test
    void rejectsAnInvalidBody() {
        for (String none : List.of(
                "",
                "[]",
                "{}",
                "{\"events\":{}}",
                "{\"events\":[{]}",
                "{\"events\":[],\"event\":[]}",
                "{\"events\":[]}{}",
                "{\"events\":[],\"events\":[]}",
                "{\"events\":[" + inContainer("c", GOOD) + "]")) {
            assertThat(api.as(Org.plain("none")).createAll(none).status())
                    .as(none)
                    .isEqualTo(400);
        }
        assertThat(api.as(Org.plain("none")).walk(ListOrgEvents::new, Map.of())).isEmpty();
    }

    @Test
    void storesADuplicateWithinOneBatchOnce() {
        OrgApi own = api.as(Org.plain("twins"));
        String event = "{\"idempotency_key\":\"k\","
                + inContainer("c", GOOD + ",\"timestamp\":\"2026-11-01T12:00:00Z\"")
                        .substring(1);

        Answer answer = own.createAll(OrgApi.bulk(List.of(event, event, event, event.replace("SUCCESS", "FAIL"))));

        assertThat(answer.statuses()).containsExactly(200, 200, 200, 422);
        assertThat(answer.results().stream()
                        .map(result -> result.path("replayed").asBoolean()))
                .containsExactly(false, true, true, false);
        assertThat(own.walk(ListOrgEvents::new, Map.of()))
                .containsExactly(answer.results().getFirst().path("event_id").asText());
    }

    @Test
    void distinguishesEventsOfOneMillisecondByTheirLaterBits() {
        String event = inContainer("c", GOOD);
        List<EventId> ids = api.as(Org.plain("bits")).createAll(OrgApi.bulk(1000, _ -> event)).results().stream()
                .map(result -> EventId.parse(result.path("event_id").asText()).orElseThrow())
                .toList();

        assertThat(ids.stream().map(EventId::timestamp).distinct()).hasSize(1);
        assertThat(ids.stream().map(id -> id.high() & 0xfff).collect(Collectors.toSet()))
                .hasSize(1000);
        // One after the other, from a random number on.
        assertThat(IntStream.range(1, 1000)
                        .filter(i -> (ids.get(i).high() - ids.get(i - 1).high() & 0xfff) != 1))
                .isEmpty();
    }

    private static String inContainer(String container, String members) {
        return "{\"container_id\":\"" + container + "\"," + members + "}";
    }
}
