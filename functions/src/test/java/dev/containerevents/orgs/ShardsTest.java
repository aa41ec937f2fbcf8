package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// An organisation grows to more shards while it is written and read. No reader misses an event or sees it twice.
final class ShardsTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Instant BEGIN = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
    private static final Duration PHASE = Duration.ofMinutes(10);
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "audit.note");

    private record Written(String id, String type, boolean fails) {}

    private record EventList(Function<EventTable, RequestStreamHandler> endpoint, Predicate<Written> holds) {}

    private static final Map<String, EventList> LISTS = lists();

    private final AccessTable access = TABLE.access();
    private final List<Written> written = new ArrayList<>();

    private static Map<String, EventList> lists() {
        Map<String, EventList> lists = new LinkedHashMap<>();
        lists.put("org", new EventList(ListOrgEvents::new, event -> true));
        lists.put(
                "by_access",
                new EventList(ListEventsByAccess::new, event -> event.type().equals("ACCESS")));
        lists.put(
                "by_block",
                new EventList(ListEventsByBlock::new, event -> event.type().equals("BLOCK")));
        lists.put(
                "by_create",
                new EventList(ListEventsByCreate::new, event -> event.type().equals("CREATE")));
        lists.put(
                "by_expire",
                new EventList(ListEventsByExpire::new, event -> event.type().equals("EXPIRE")));
        lists.put("by_fail", new EventList(ListEventsByFail::new, Written::fails));
        return lists;
    }

    @Test
    void losesNothingAndDoublesNothingWhileAnOrganisationGrowsTwice() {
        access.create("grows");
        OrgApi one = seenAt("grows", NOW);
        assertThat(one.org()).isEqualTo(Org.plain("grows"));
        write(one, 60);
        assertShowsAll(one);

        assertThat(access.grow("grows", 4, NOW, NOW.plus(PHASE))).isTrue();
        OrgApi growing = seenAt("grows", NOW.plus(PHASE).minusMillis(1));
        assertThat(growing.org()).isEqualTo(new Org("grows", 4, 1, Retention.FOR_EVER));
        write(one, 12);
        write(growing, 12);
        assertShowsAll(one);
        assertShowsAll(growing);

        OrgApi four = seenAt("grows", NOW.plus(PHASE));
        assertThat(four.org()).isEqualTo(new Org("grows", 4, 4, Retention.FOR_EVER));
        // A writer may not know the second phase yet; a reader of the first phase knows all shards.
        write(four, 12);
        write(growing, 12);
        assertShowsAll(growing);
        assertShowsAll(four);

        Instant later = NOW.plus(Duration.ofHours(1));
        assertThat(access.grow("grows", 16, later, later.plus(PHASE))).isTrue();
        OrgApi growingOn = seenAt("grows", later);
        assertThat(growingOn.org()).isEqualTo(new Org("grows", 16, 4, Retention.FOR_EVER));
        write(four, 12);
        write(growingOn, 12);
        assertShowsAll(four);
        assertShowsAll(growingOn);

        OrgApi sixteen = seenAt("grows", later.plus(PHASE));
        assertThat(sixteen.org()).isEqualTo(new Org("grows", 16, 16, Retention.FOR_EVER));
        write(growingOn, 12);
        write(sixteen, 30);
        assertShowsAll(growingOn);
        assertShowsAll(sixteen);
        assertFindsAll(sixteen);
    }

    /// The reason for the first phase: this would happen without it.
    @Test
    void hidesEventsOfUnknownShardsFromAStaleReader() {
        OrgApi stale = new OrgApi(TABLE.events(), Org.plain("hasty"));
        write(stale.as(new Org("hasty", 4, 4, Retention.FOR_EVER)), 60);

        assertThat(stale.walk(ListOrgEvents::new, Map.of()))
                .isNotEmpty()
                .hasSizeLessThan(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void continuesAfterACursorFromBeforeTheGrowth() {
        access.create("cursor");
        OrgApi one = seenAt("cursor", NOW);
        write(one, 60);
        Map<String, Answer> begun = new LinkedHashMap<>();
        LISTS.forEach((name, list) -> List.of("asc", "desc")
                .forEach(order -> begun.put(name + " " + order, one.list(list.endpoint(), query(order, 5)))));

        access.grow("cursor", 4, NOW, NOW.plus(PHASE));
        OrgApi four = seenAt("cursor", NOW.plus(PHASE));
        // Between existing events, and far from both ends: after every cursor.
        IntStream.range(0, 60).forEach(i -> write(four, i, BEGIN.plusSeconds(30).plusMillis(i)));

        LISTS.forEach((name, list) -> List.of("asc", "desc").forEach(order -> {
            String what = name + " " + order;
            Answer first = Objects.requireNonNull(begun.get(what));
            String token = first.body().path("next_token").asText();
            assertThat(token).as(what).isNotEmpty();
            Map<String, String> onwards = OrgApi.with(query(order, 5), "next_token", token);
            List<String> ids = new ArrayList<>(first.ids());
            ids.addAll(four.walk(list.endpoint(), onwards));
            assertThat(ids).as(what).isEqualTo(expected(list, order));

            String back = four.list(list.endpoint(), onwards)
                    .body()
                    .path("prev_token")
                    .asText();
            assertThat(four.list(list.endpoint(), OrgApi.with(query(order, 5), "next_token", back))
                            .ids())
                    .as(what)
                    .isEqualTo(first.ids());
        }));
    }

    @Test
    void recognisesAReplayAfterTheGrowth() {
        access.create("again");
        OrgApi one = seenAt("again", NOW);
        List<Answer> first = IntStream.range(0, 20)
                .mapToObj(i -> one.create("c-1", json(i, BEGIN), "Idempotency-Key", "key-" + i))
                .toList();
        access.grow("again", 16, NOW, NOW.plus(PHASE));

        for (OrgApi api : List.of(seenAt("again", NOW), seenAt("again", NOW.plus(PHASE)))) {
            for (int i = 0; i < 20; i++) {
                Answer again = api.create("c-1", json(i, BEGIN), "Idempotency-Key", "key-" + i);
                assertThat(again.isReplay()).as(again.toString()).isTrue();
                assertThat(again.id()).isEqualTo(first.get(i).id());
            }
            assertThat(api.create("c-1", json(1, BEGIN), "Idempotency-Key", "key-0")
                            .status())
                    .isEqualTo(422);
            assertThat(api.walk(ListOrgEvents::new, Map.of()))
                    .containsExactlyInAnyOrderElementsOf(
                            first.stream().map(Answer::id).toList());
        }
    }

    /// A client of the organisation as the authorizer describes it at that time.
    private OrgApi seenAt(String org, Instant time) {
        return new OrgApi(TABLE.events(), access.org(org).orElseThrow().at(time));
    }

    private void write(OrgApi api, int events) {
        for (int i = 0; i < events; i++) {
            write(api, i, BEGIN.plusSeconds(i));
        }
    }

    private void write(OrgApi api, int number, Instant time) {
        Answer answer = api.create("c-" + number % 3, json(number, time));
        assertThat(answer.status()).isEqualTo(200);
        written.add(new Written(answer.id(), TYPES.get(number % 5), number % 2 == 1));
    }

    private static String json(int number, Instant time) {
        return "{\"event_type\":\"" + TYPES.get(number % 5) + "\",\"status\":\""
                + (number % 2 == 1 ? "FAIL" : "SUCCESS") + "\",\"timestamp\":\"" + time + "\"}";
    }

    private void assertShowsAll(OrgApi reader) {
        LISTS.forEach((name, list) -> {
            for (String order : List.of("asc", "desc")) {
                for (int limit : List.of(23, 1000)) {
                    assertThat(reader.walk(list.endpoint(), query(order, limit)))
                            .as("%s %s %d of %s", name, order, limit, reader.org())
                            .isEqualTo(expected(list, order));
                }
            }
        });
    }

    private void assertFindsAll(OrgApi reader) {
        for (Written event : written) {
            assertThat(reader.table().find(reader.org(), id(event), new RequestBudget(NOW, Duration.ofDays(1))))
                    .as(event.toString())
                    .isPresent();
        }
    }

    private static EventId id(Written event) {
        return EventId.parse(event.id()).orElseThrow();
    }

    private List<String> expected(EventList list, String order) {
        List<String> ids =
                written.stream().filter(list.holds()).map(Written::id).sorted().toList();
        return order.equals("asc") ? ids : ids.reversed();
    }

    private static Map<String, String> query(String order, int limit) {
        return Map.of("order", order, "limit", Integer.toString(limit));
    }
}
