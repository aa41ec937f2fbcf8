package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Status;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What counts cost, and how they tell of themselves.
final class CountEventsTest {

    private final LocalTable table = LocalTable.streamed();
    private final OrgApi api = new OrgApi(table.events(), new Org("acme", 1, 1, Retention.FOR_EVER));

    @Test
    void costsTheSameForAThousandEventsAsForTen() {
        append(0, 10);
        OrgApi.Answer ten = count(Map.of());
        append(10, 990);
        OrgApi.Answer thousand = count(Map.of());

        assertThat(ten.body().path("count").asInt()).isEqualTo(10);
        assertThat(thousand.body().path("count").asInt()).isEqualTo(1000);
        assertThat(units(thousand)).isEqualTo(units(ten)).isLessThanOrEqualTo(7);
    }

    /// Appends rows of so many events, which need not be stored to be counted.
    private void append(int begin, int size) {
        Instant noon = Instant.parse("2024-03-01T12:00:00Z");
        List<Event> events = IntStream.range(begin, begin + size)
                .mapToObj(i -> Event.of(
                        new EventId(noon.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | i),
                        new Container("acme", "c-1"),
                        noon,
                        Details.of("EXPIRE", Status.SUCCESS, null, "n", null, null, null, null),
                        api.org()))
                .toList();
        Appending.append(table, events, 1 + begin);
    }

    @Test
    void asksTheCountersOfWhatIsToComeOnlyIfAnythingIs() {
        bulk(2, "2024-03-01T12:00:00Z");
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            EventCounter through = table.through(proxy).counter();
            OrgApi.Answer nothing = api.count(through, Map.of());
            int calls = proxy.calls();
            bulk(3, Instant.now().plus(Duration.ofDays(400)).toString());
            OrgApi.Answer something = api.count(through, Map.of());

            assertThat(nothing.body().path("count").asInt()).isEqualTo(2);
            assertThat(something.body().path("count").asInt()).isEqualTo(2);
            assertThat(calls).as("counters, and rows beyond them").isEqualTo(2);
            assertThat(proxy.calls() - calls).as("rows tell their time").isEqualTo(2);

            bulk(100, "2024-03-01T12:00:00Z");
            OrgApi.Answer folded = api.count(through, Map.of());

            assertThat(folded.body().path("count").asInt()).isEqualTo(102);
            assertThat(proxy.calls()).isGreaterThan(3 * calls);
        }
    }

    @Test
    void readsAYearByItsDays() {
        Instant newYear = Instant.parse("2024-01-01T12:00:00Z");
        api.createAll(OrgApi.bulk(
                122, i -> event(newYear.plus(Duration.ofDays(3L * i)).toString(), "\"message\":\"n\"")));
        Appending.catchUp(table);

        OrgApi.Answer year = count(Map.of("start", "2023-11-30T23:00:00Z", "end", "2024-12-31T01:00:00Z"));

        assertThat(year.body().path("count").asInt()).isEqualTo(122);
        assertThat(units(year)).isLessThanOrEqualTo(20);
    }

    @Test
    void comparesABoundWithinAMillisecondWithTheFullTime() {
        for (String time :
                List.of("12:00:00", "12:00:00.000250", "12:00:00.000250001", "13:00:00.000250", "13:00:00.001")) {
            log(1, "2024-03-01T" + time + "Z");
        }
        Appending.catchUp(table);

        assertThat(between("12:00:00.000250Z", "13:00:00.000250Z")).isEqualTo(2);
        assertThat(between("12:00:00.000000001Z", "13:00:00.000250001Z")).isEqualTo(3);
        assertThat(between("12:00:00Z", "12:00:00.000250001Z")).isEqualTo(2);
        assertThat(between("12:00:00.000250001Z", "12:00:00.000250002Z")).isEqualTo(1);
        assertThat(between("11:00:00.0000001Z", "14:00:00.0000001Z")).isEqualTo(5);
    }

    private int between(String start, String end) {
        OrgApi.Answer answer = count(Map.of("start", "2024-03-01T" + start, "end", "2024-03-01T" + end));
        return answer.body().path("count").asInt();
    }

    @Test
    void readsADaysHistogramByItsHours() {
        IntStream.range(0, 24).forEach(hour -> log(3, "2024-03-01T%02d:30:00Z".formatted(hour)));
        Appending.catchUp(table);

        OrgApi.Answer day =
                count(Map.of("start", "2024-03-01T00:00:00Z", "end", "2024-03-02T00:00:00Z", "interval", "hour"));

        assertThat(day.body().path("buckets")).hasSize(24);
        assertThat(day.body().at("/buckets/7/start").asText()).isEqualTo("2024-03-01T07:00:00.000Z");
        assertThat(day.body().at("/buckets/7/count").asInt()).isEqualTo(3);
        assertThat(units(day)).isLessThanOrEqualTo(4);
    }

    /// On 31 March 2024 the clocks of Berlin went from 2 to 3 o'clock, on 27 October from 3 to 2.
    @Test
    void splitsByTheDaysOfATimeZone() {
        for (String day : List.of("2024-03-30", "2024-03-31", "2024-10-27")) {
            IntStream.range(0, 24).forEach(hour -> log(1, day + "T%02d:30:00Z".formatted(hour)));
        }
        Appending.catchUp(table);

        JsonNode buckets = count(
                        Map.of("start", "2024-03-30T00:00:00Z", "interval", "day", "timezone", "Europe/Berlin"))
                .body()
                .path("buckets");

        assertThat(buckets)
                .extracting(bucket -> bucket.path("start").asText() + " " + bucket.path("count"))
                .containsExactly(
                        "2024-03-29T23:00:00.000Z 23",
                        "2024-03-30T23:00:00.000Z 23",
                        "2024-03-31T22:00:00.000Z 2",
                        "2024-10-26T22:00:00.000Z 23",
                        "2024-10-27T23:00:00.000Z 1");
    }

    @Test
    void refusesTimeZonesThatItCanNotCountBy() {
        String start = "2024-01-01T00:00:00Z";
        assertRefused(Map.of("timezone", "Europe/Berlin"), "only with interval=day");
        assertRefused(Map.of("timezone", "Europe/Berlin", "interval", "hour"), "only with interval=day");
        assertRefused(Map.of("timezone", "+02:00", "interval", "day"), "name of an IANA time zone");
        assertRefused(Map.of("timezone", "Asia/Kolkata", "interval", "day", "start", start), "whole number of hours");
        // Half an hour of summer time.
        assertRefused(
                Map.of("timezone", "Australia/Lord_Howe", "interval", "day", "start", start), "whole number of hours");
        // It was 44.5 minutes until 1972.
        assertRefused(Map.of("timezone", "Africa/Monrovia", "interval", "day"), "begins in 1970 without start");
        assertThat(count(Map.of("timezone", "Africa/Monrovia", "interval", "day", "start", start))
                        .status())
                .isEqualTo(200);
    }

    private void assertRefused(Map<String, String> query, String why) {
        OrgApi.Answer answer = count(query);
        assertThat(answer.status()).as(query.toString()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText()).contains(why);
    }

    @Test
    void readsTheEventsOfAnEdgeOnly() {
        bulk(200, "2024-03-01T11:10:00Z");
        bulk(5, "2024-03-01T12:10:00Z");

        OrgApi.Answer edge = count(Map.of("start", "2024-03-01T12:05:00Z", "end", "2024-03-01T12:15:00Z"));
        OrgApi.Answer both = count(Map.of("start", "2024-03-01T11:00:00Z", "end", "2024-03-01T12:15:00Z"));

        assertThat(edge.body().path("count").asInt()).isEqualTo(5);
        assertThat(both.body().path("count").asInt()).isEqualTo(205);
        assertThat(units(both)).isLessThanOrEqualTo(5);
    }

    @Test
    void goesOnWhereItsBudgetWasSpent() {
        String large = "\"context\":{\"text\":\"" + "x".repeat(30_000) + "\"}";
        for (int i = 0; i < 2; i++) {
            List<String> events = IntStream.range(0, 80)
                    .mapToObj(n -> event("2024-03-01T12:00:00Z", "\"message\":\"Door\"," + large))
                    .toList();
            assertThat(api.createAll(OrgApi.bulk(events)).status()).isEqualTo(200);
        }
        Appending.catchUp(table);

        OrgApi.Answer first = count(Map.of("q", "door", "interval", "day"));
        OrgApi.Answer second = count(Map.of(
                "q",
                "door",
                "interval",
                "day",
                "next_token",
                first.body().path("next_token").asText()));

        assertThat(first.header("Link")).contains("rel=\"next\"");
        assertThat(first.body().path("count").asInt()).isPositive();
        assertThat(first.body().path("count").asInt()
                        + second.body().path("count").asInt())
                .isEqualTo(160);
        assertThat(second.body().has("next_token")).isFalse();
        assertThat(units(first)).isBetween(512.0, 800.0);
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            List<String> calls = new CopyOnWriteArrayList<>();
            proxy.plan(call -> {
                calls.add(call.body());
                return FaultProxy.Fault.PASS;
            });
            OrgApi.Answer page = new OrgApi(table.through(proxy).events(), api.org())
                    .listContainer("c-1", Map.of("q", "window", "limit", "1000"));

            assertThat(page.ids()).isEmpty();
            assertThat(page.body().has("next_token")).isTrue();
            assertThat(calls)
                    .as("nobody asks whether there is such a container")
                    .allMatch(call -> call.contains("BETWEEN"));
        }
    }

    @Test
    void saysWhenTheNewestThatItKnowsWasStored() {
        assertThat(count(Map.of()).body().has("as_of")).isFalse();
        Instant before = Instant.now().minusMillis(1);
        bulk(1, "2024-03-01T12:00:00Z");
        Instant asOf = asOf(count(Map.of()));

        assertThat(asOf).isBetween(before, Instant.now());
        assertThat(asOf(count(Map.of("start", "2020-01-01T00:00:00Z", "end", "2020-01-02T00:00:00Z"))))
                .as("of whatever range")
                .isEqualTo(asOf);
    }

    @Test
    void leavesOutWhatIsAnnouncedForLater() {
        bulk(2, "2024-03-01T12:00:00Z");
        bulk(3, Instant.now().plus(Duration.ofMinutes(7)).toString());
        bulk(4, Instant.now().plus(Duration.ofDays(400)).toString());

        assertThat(count(Map.of()).body().path("count").asInt()).isEqualTo(2);
        assertThat(count(Map.of("end", "9999-01-01T00:00:00Z"))
                        .body()
                        .path("count")
                        .asInt())
                .isEqualTo(9);
        assertThat(count(Map.of("start", "2024-03-01T00:00:00Z", "group_by", "event_type"))
                        .body()
                        .path("buckets"))
                .hasSize(1);
    }

    @Test
    void countsWhatWasOverLongBeforeItWasLogged() {
        Org org = api.org();
        Instant noon = Instant.parse("2024-03-01T12:00:00Z");
        Instant before1970 = Instant.parse("1969-12-31T00:00:00Z");
        table.events()
                .put(
                        Event.of(
                                new RandomIds(new SecureRandom()).next(noon),
                                new Container(org.id(), "c-1"),
                                noon,
                                Details.of("ACCESS", Status.FAIL, null, null, null, null, null, before1970),
                                org),
                        org,
                        new RequestBudget());
        Appending.catchUp(table);

        for (String end : List.of("2024-03-01T13:00:00Z", "2024-03-01T12:30:00Z")) {
            assertThat(count(Map.of("start", "2024-03-01T12:00:00Z", "end", end))
                            .body()
                            .path("count")
                            .asInt())
                    .as(end)
                    .isEqualTo(1);
        }
    }

    /// What was stored before the command is counted as well.
    @Test
    void countsAContainerByItsCountersIfTheOrganisationWantsIt() throws IOException {
        bulk(200, "2024-03-01T12:00:00Z");
        table.access().create("acme");
        Map<String, String> query =
                Map.of("container_id", "c-1", "start", "2024-03-01T00:00:00Z", "group_by", "event_type");
        assertThat(units(count(query))).as("reads events").isGreaterThan(5);

        assertThat(setCounts(true).toString()).isEqualTo("{\"org_id\":\"acme\",\"per_container\":true}");
        bulk(100, "2024-03-02T12:00:00Z");
        OrgApi.Answer answer = count(query);

        assertThat(answer.body().path("count").asInt()).isEqualTo(300);
        assertThat(answer.body().at("/buckets/0/count").asInt()).isEqualTo(300);
        assertThat(units(answer)).as("reads counters").isLessThanOrEqualTo(5);
        assertThat(count(Map.of("container_id", "c-2")).body().path("count").asInt())
                .isZero();
        assertThat(count(Map.of("container_id", "c-1", "source", "door"))
                        .body()
                        .path("count")
                        .asInt())
                .isZero();
        setCounts(false);
        bulk(100, "2024-03-02T12:00:00Z");
        assertThat(count(query).body().path("count").asInt()).isEqualTo(400);
        setCounts(true);
        bulk(100, "2024-03-02T12:00:00Z");
        answer = count(query);
        assertThat(answer.body().path("count").asInt()).isEqualTo(500);
        assertThat(units(answer)).isLessThanOrEqualTo(5);
    }

    private JsonNode setCounts(boolean perContainer) throws IOException {
        return HandlerInvocation.of(
                new ManageAccess(table.access(), table.ledger(), new LocalPlans()),
                "{\"action\":\"set_counts\",\"org_id\":\"acme\",\"per_container\":" + perContainer + "}");
    }

    @Test
    void isOfItsOwnOrganisationOnly() {
        bulk(3, "2024-03-01T12:00:00Z");

        OrgApi.Answer other = api.as(Org.plain("acm")).count(table.counter(), Map.of("group_by", "event_type"));

        assertThat(other.body().toString()).isEqualTo("{\"count\":0,\"buckets\":[]}");
    }

    @Test
    void refusesATokenOfAnotherQuestion() {
        bulk(1, "2024-03-01T12:00:00Z");
        OrgApi.Answer page = api.list(ListOrgEvents::new, Map.of("limit", "1", "order", "asc"));

        OrgApi.Answer answer =
                count(Map.of("next_token", page.body().path("next_token").asText("x")));

        assertThat(answer.status()).isEqualTo(400);
    }

    private OrgApi.Answer count(Map<String, String> query) {
        OrgApi.Answer answer = api.count(table.counter(), query);
        assertThat(answer.status()).as(answer.body().toString()).isIn(200, 400);
        return answer;
    }

    /// Logs so many expiries of that time, and has them counted.
    private void bulk(int size, String time) {
        log(size, time);
        Appending.catchUp(table);
    }

    private void log(int size, String time) {
        assertThat(api.createAll(OrgApi.bulk(size, i -> event(time, "\"message\":\"n\"")))
                        .body()
                        .path("accepted")
                        .asInt())
                .isEqualTo(size);
    }

    private static String event(String time, String members) {
        return "{\"container_id\":\"c-1\",\"event_type\":\"EXPIRE\",\"status\":\"SUCCESS\",\"timestamp\":\"" + time
                + "\"," + members + "}";
    }

    private static double units(OrgApi.Answer answer) {
        return Double.parseDouble(answer.header("X-Consumed-Read-Units"));
    }

    private static Instant asOf(OrgApi.Answer answer) {
        JsonNode asOf = answer.body().path("as_of");
        return Instant.parse(asOf.asText());
    }
}
