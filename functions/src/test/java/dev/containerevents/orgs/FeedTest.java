package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/// The feed of an organisation as a client sees it, over logs that the real stream function writes.
final class FeedTest {

    private final LocalTable table = LocalTable.streamed();

    private final Org acme = Org.plain("acme");
    private final OrgApi api = new OrgApi(table.events(), acme);
    private final String origin = table.name() + "/orgs/" + acme.id();

    private Answer feed(Map<String, String> query, String... headers) {
        return feed(table, query, headers);
    }

    private Answer feed(LocalTable table, Map<String, String> query, String... headers) {
        return new OrgApi(table.events(), acme)
                .list(events -> new GetFeed(new Log(table.ledger()), events), query, headers);
    }

    private static String event(String type, String status, String message) {
        return "{\"event_type\":\"%s\",\"status\":\"%s\",\"message\":\"%s\",\"actor\":{\"id\":\"joe\"}}"
                .formatted(type, status, message);
    }

    private Event create(String container, String type, String status) {
        Answer created = api.create(container, event(type, status, "of " + container));
        EventId id = EventId.parse(created.id()).orElseThrow();
        return table.events()
                .get(new Container(acme.id(), container), id, new RequestBudget())
                .orElseThrow();
    }

    private List<String> createMany(int count) {
        return api
                .createAll(OrgApi.bulk(
                        count,
                        i -> "{\"container_id\":\"c-" + i % 3 + "\","
                                + event("ACCESS", "SUCCESS", "m").substring(1)))
                .results()
                .stream()
                .map(result -> result.path("event_id").asText())
                .toList();
    }

    private static List<JsonNode> entries(Answer answer) {
        return StreamSupport.stream(answer.body().path("entries").spliterator(), false)
                .toList();
    }

    @Test
    void showsEachEventOncePageByPage() {
        List<String> ids = createMany(100);
        Appending.catchUp(table);
        List<String> seen = new ArrayList<>();
        String next = "0";
        boolean isAtEnd = false;
        while (!isAtEnd) {
            Answer page = feed(Map.of("after", next, "limit", "7", "origin", origin));
            for (JsonNode entry : entries(page)) {
                assertThat(entry.path("index").asInt()).isEqualTo(seen.size());
                seen.add(entry.at("/event/event_id").asText());
            }
            next = page.body().path("next").asText();
            assertThat(next).isEqualTo(Integer.toString(seen.size()));
            assertThat(page.body().path("size").asText()).isEqualTo("100");
            isAtEnd = next.equals("100");
            assertThat(page.header("Retry-After")).isEqualTo(isAtEnd ? "2" : "");
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        createMany(3);
        Appending.catchUp(table);
        assertThat(entries(feed(Map.of("after", next))))
                .extracting(entry -> entry.path("index").asInt())
                .containsExactly(100, 101, 102);
    }

    @Test
    void tellsWhereToAskFromOnAnEmptyPage() {
        Answer beforeAll = feed(Map.of());
        assertThat(beforeAll.body())
                .hasToString("{\"entries\":[],\"next\":\"0\",\"size\":\"0\",\"origin\":\"" + origin + "\"}");

        Event event = create("c-1", "ACCESS", "FAIL");
        Appending.catchUp(table);
        Answer atTheEnd = feed(Map.of("after", "latest"));

        assertThat(entries(atTheEnd)).isEmpty();
        assertThat(atTheEnd.body().path("next").asText()).isEqualTo("1");
        assertThat(Instant.parse(atTheEnd.body().path("as_of").asText())).isEqualTo(event.created());
        assertThat(atTheEnd.header("X-Consumed-Read-Units")).isEqualTo("1");
    }

    /// An event that was erased, one that was altered, one that was removed, and one that has expired.
    private List<Event> changeSome() {
        List<Event> events = IntStream.range(0, 4)
                .mapToObj(i -> create("c-" + i, "ACCESS", "SUCCESS"))
                .toList();
        table.erase(events.get(0), "message", "seed");
        table.change(events.get(1), "SET ip = :value", "192.0.2.7");
        table.delete(events.get(2));
        table.expire(events.get(3), Instant.EPOCH);
        Appending.catchUp(table);
        return events;
    }

    @Test
    void tellsWhatHappenedToEvents() {
        List<Event> events = changeSome();

        List<JsonNode> entries = entries(feed(Map.of("limit", "1000")));

        assertThat(entries).hasSize(8);
        assertThat(entries)
                .filteredOn(entry -> entry.has("event"))
                .extracting(entry -> entry.at("/event/event_id").asText())
                .containsExactlyInAnyOrder(
                        events.get(0).id().toString(), events.get(1).id().toString());
        assertThat(entries)
                .filteredOn(entry -> entry.path("gone").asBoolean())
                .extracting(entry -> entry.path("event_id").asText())
                .containsExactlyInAnyOrder(
                        events.get(2).id().toString(), events.get(3).id().toString());
        assertThat(entries)
                .filteredOn(entry -> entry.has("erased"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.path("erased")).hasToString("[\"message\"]");
                    assertThat(entry.path("event_id").asText())
                            .isEqualTo(events.get(0).id().toString());
                    assertThat(entry.path("container_id").asText()).isEqualTo("c-0");
                });
        assertThat(entries)
                .filteredOn(entry -> entry.path("altered").asBoolean())
                .hasSize(2);
        assertThat(entries)
                .filteredOn(entry -> entry.path("removed").asBoolean())
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("event_id").asText())
                        .isEqualTo(events.get(2).id().toString()));
        assertThat(entries.toString()).doesNotContain("of c-0");
    }

    @Test
    void showsAllEntriesInEachForm() throws IOException {
        changeSome();
        List<JsonNode> json = entries(feed(Map.of()));

        Answer lines = feed(Map.of(), "Accept", "application/x-ndjson");
        assertThat(lines.lines()).isEqualTo(json);
        assertThat(lines.header("Feed-Next")).isEqualTo("8");
        assertThat(lines.header("Feed-Size")).isEqualTo("8");
        assertThat(lines.header("Feed-Origin")).isEqualTo(origin);
        assertThat(Instant.parse(lines.header("Feed-As-Of"))).isBeforeOrEqualTo(Instant.now());

        List<CSVRecord> rows = CsvTest.rows(feed(Map.of(), "Accept", "text/csv").text());
        assertThat(rows).extracting(row -> row.get("index")).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(rows)
                .extracting(row -> row.get("entry"))
                .containsExactlyInAnyOrder("event", "event", "gone", "gone", "erased", "altered", "altered", "removed");
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.toMap())
                        .containsEntry("org_id", acme.id())
                        .containsEntry("event_type", "ACCESS"));

        List<JsonNode> cloudEvents =
                feed(Map.of(), "Accept", "application/cloudevents-batch+json").elements();
        assertThat(cloudEvents).hasSize(8);
        assertThat(cloudEvents)
                .extracting(one -> one.path("sequence").asText())
                .startsWith("0000000000000000", "0000000000000001")
                .isSorted();
        assertThat(cloudEvents)
                .filteredOn(one -> one.path("type").asText().equals("dev.containerevents.erased"))
                .singleElement()
                .satisfies(one -> assertThat(one.at("/data/erased/0").asText()).isEqualTo("message"));
    }

    @Test
    void filters() {
        Event one = create("c-1", "ACCESS", "FAIL");
        create("c-2", "ACCESS", "SUCCESS");
        create("c-2", "BLOCK", "FAIL");
        table.delete(one);
        Appending.catchUp(table);

        assertThat(entries(feed(Map.of("event_type", "ACCESS")))).hasSize(3);
        assertThat(entries(feed(Map.of("status", "FAIL")))).hasSize(3);
        assertThat(entries(feed(Map.of("container_id", "c-1")))).hasSize(2);
        assertThat(entries(feed(Map.of("actor", "joe")))).hasSize(2).allMatch(entry -> entry.has("event"));
        assertThat(entries(feed(Map.of("q", "OF C-2", "event_type", "BLOCK")))).hasSize(1);
        Answer none = feed(Map.of("source", "nobody"));
        assertThat(entries(none)).isEmpty();
        assertThat(none.body().path("next").asText()).isEqualTo("4");
        assertThat(entries(feed(Map.of("fields", "event_id", "actor", "joe"))))
                .allSatisfy(entry -> assertThat(entry.path("event")).hasSize(1));
    }

    @Test
    void beginsAtATime() throws InterruptedException {
        create("c-1", "ACCESS", "FAIL");
        // Otherwise, the log may have the two in either order.
        Appending.catchUp(table);
        Thread.sleep(2);
        Event second = create("c-1", "ACCESS", "FAIL");
        Appending.catchUp(table);

        List<JsonNode> entries = entries(feed(Map.of("since", second.created().toString())));

        assertThat(entries)
                .singleElement()
                .satisfies(entry -> assertThat(entry.at("/event/event_id").asText())
                        .isEqualTo(second.id().toString()));
        assertThat(entries(feed(Map.of("since", "2100-01-01T00:00:00Z")))).isEmpty();
        assertThat(entries(feed(Map.of("since", "1999-01-01T00:00:00Z")))).hasSize(2);
    }

    @Test
    void refusesTheIndexOfAnotherLog() {
        createMany(2);
        Appending.catchUp(table);

        Answer gone = feed(Map.of("after", "70", "origin", "Other/orgs/acme"));

        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.body().path("latest").asText()).isEqualTo("2");
        assertThat(gone.body().path("origin").asText()).isEqualTo(origin);
    }

    @Test
    void refusesWhatMeansNothing() {
        assertThat(feed(Map.of("after", "1")).body().path("detail").asText()).contains("size of the log, which is 0");
        for (Map<String, String> query : List.of(
                Map.of("after", "-1"),
                Map.of("after", "1.5"),
                Map.of("after", "99999999999999999"),
                Map.of("after", "0", "since", "2023-11-18T12:00:00Z"),
                Map.of("since", "yesterday"),
                Map.of("limit", "1001"),
                Map.of("order", "asc"))) {
            assertThat(feed(query).status()).as(query.toString()).isEqualTo(400);
        }
    }

    /// A replica that lags must not make a reader pass over events.
    @Test
    void readsAgainWhatAReplicaDoesNotHave() {
        List<String> ids = createMany(70);
        Appending.catchUp(table);
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(Plan.always(Fault.STALE));
            assertThat(entries(feed(table.through(proxy), Map.of("limit", "1000"))))
                    .extracting(entry -> entry.at("/event/event_id").asText())
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void boundsTheUnitsOfAPage() {
        createMany(1000);
        Appending.catchUp(table);
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(Plan.always(Fault.PASS));
            Answer page = feed(table.through(proxy), Map.of("limit", "1000"));

            assertThat(entries(page)).hasSize(1000);
            double units = Double.parseDouble(page.header("X-Consumed-Read-Units"));
            assertThat(units).isEqualTo(proxy.readUnits()).isLessThanOrEqualTo(560);
        }
        assertThat(feed(Map.of("after", "1000")).header("X-Consumed-Read-Units"))
                .isEqualTo("1");
        assertThat(Double.parseDouble(
                        feed(Map.of("after", "500", "limit", "10")).header("X-Consumed-Read-Units")))
                .isLessThanOrEqualTo(8);
    }

    @Test
    void endsAPageAtFourMegabytes() {
        String context = "{\"text\":\"" + "x".repeat(31_000) + "\"}";
        for (int i = 0; i < 2; i++) {
            api.createAll(OrgApi.bulk(
                    90,
                    _ -> "{\"container_id\":\"c-1\",\"event_type\":\"ACCESS\",\"status\":\"FAIL\",\"context\":"
                            + context + "}"));
        }
        Appending.catchUp(table);

        Answer first = feed(Map.of("limit", "1000"));
        int shown = entries(first).size();
        assertThat(shown).isBetween(100, 170);
        assertThat(first.bytes()).isLessThan(6 * 1024 * 1024);
        assertThat(first.body().path("next").asText()).isEqualTo(Integer.toString(shown));
        assertThat(entries(feed(Map.of("limit", "1000", "after", Integer.toString(shown)))))
                .hasSize(180 - shown);
    }
}
