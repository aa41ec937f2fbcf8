package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the table must do, whatever engine runs it.
abstract class EventTableContract {

    private static final Org ACME = Org.plain("acme");
    private static final Org SPREAD = new Org("spread", 4, 4, Retention.FOR_EVER);
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final RandomIds ids = new RandomIds(new SecureRandom());
    private final RequestBudget budget = atNoon();

    abstract EventTable table();

    @Test
    void readsBackWhatWasPut() {
        Event full = Event.of(
                ids.next(NOON),
                new Container("acme", "full"),
                NOON.plusMillis(7),
                Details.of(
                        "ACCESS",
                        Status.FAIL,
                        new Actor("jo#e", new JsonText("{ \"id\":\"jo#e\", \"n\": 1e400 }")),
                        "",
                        new JsonText("{\"b\":1,\"a\":[123456789012345678901234567890]}"),
                        "2001:db8::1",
                        "console",
                        NOON.plusMillis(3_600_001)),
                ACME);
        Event bare = event("full", NOON, "made-up", Status.SUCCESS, null);

        table().put(full, ACME, budget);
        table().put(bare, ACME, budget);

        assertThat(table().get(full.container(), full.id(), budget)).contains(full);
        assertThat(table().get(bare.container(), bare.id(), budget)).contains(bare);
        assertThat(table().get(new Container("acme", "other"), full.id(), budget))
                .isEmpty();
    }

    @Test
    void listsAnEventWhereItBelongsAndNowhereElse() {
        Event event = event("where", NOON, "BLOCK", Status.FAIL, null);
        table().put(event, ACME, budget);

        assertThat(ids(new Listing.OfContainer(event.container()))).containsExactly(event.id());
        assertThat(ids(new Listing.OfOrg(ACME))).contains(event.id());
        assertThat(ids(Listing.ofType(ACME, CoreType.BLOCK))).contains(event.id());
        assertThat(ids(new Listing.OfFailures(ACME))).contains(event.id());
        for (CoreType other : List.of(CoreType.ACCESS, CoreType.CREATE, CoreType.EXPIRE)) {
            assertThat(ids(Listing.ofType(ACME, other))).doesNotContain(event.id());
        }
        assertThat(ids(new Listing.OfOrg(Org.plain("acm")))).isEmpty();
        assertThat(ids(new Listing.OfContainer(new Container("acme", "wher")))).isEmpty();
    }

    @Test
    void costsAUnitForTheTableAndOneForEachIndexThatHoldsTheEvent() {
        assertThat(cost("made-up", Status.SUCCESS, null)).isEqualTo(2);
        assertThat(cost("CREATE", Status.SUCCESS, null)).isEqualTo(3);
        assertThat(cost("CREATE", Status.FAIL, null)).isEqualTo(4);
        assertThat(cost("CREATE", Status.FAIL, Details.JOE)).isEqualTo(5);
    }

    private double cost(String type, Status status, @Nullable Actor actor) {
        RequestBudget put = new RequestBudget();
        table().put(event("cost", NOON, type, status, actor), ACME, put);
        return put.write();
    }

    @Test
    void walksInIdOrderBothWaysWhateverTheNumberOfShards() {
        List<EventId> written = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Event event = event("walk", NOON.plusMillis(i / 20), "ACCESS", Status.SUCCESS, null, SPREAD);
            table().put(event, SPREAD, budget);
            written.add(event.id());
        }
        written.sort(Comparator.naturalOrder());

        for (int limit : List.of(1, 7, 60, 1000)) {
            assertThat(ids(new Listing.OfOrg(SPREAD), IdRange.ALL, Order.ASC, limit))
                    .isEqualTo(written);
            assertThat(ids(new Listing.OfOrg(SPREAD), IdRange.ALL, Order.DESC, limit))
                    .isEqualTo(written.reversed());
        }
        IdRange middle = new IdRange(written.get(10), written.get(20));
        assertThat(ids(new Listing.OfOrg(SPREAD), middle, Order.ASC, 5)).isEqualTo(written.subList(10, 20));
    }

    @Test
    void skipsExpiredEvents() {
        Org org = Org.plain("forgetful");
        Event gone = expiring("gone", NOON.minusMillis(1), org);
        Event due = expiring("due", NOON, org);
        Event kept = expiring("kept", NOON.plusMillis(1), org);

        assertThat(table().get(gone.container(), gone.id(), budget)).isEmpty();
        assertThat(table().get(due.container(), due.id(), budget)).isEmpty();
        assertThat(table().get(kept.container(), kept.id(), budget)).contains(kept);
        assertThat(ids(new Listing.OfOrg(org))).containsExactly(kept.id());
        assertThat(table().has(kept.container(), budget)).isTrue();
        assertThat(table().has(gone.container(), budget)).isFalse();
        assertThat(table().has(new Container("forgetful", "never"), budget)).isFalse();
    }

    @Test
    void stopsWhereTheReadBudgetIsSpentAndGoesOnBehindIt() {
        Org org = Org.plain("verbose");
        EventDetails big = Details.of(
                "log", Status.SUCCESS, null, null, new JsonText("\"" + "x".repeat(100_000) + "\""), null, null, NOON);
        for (int i = 0; i < 60; i++) {
            table().put(Event.of(ids.next(NOON), new Container("verbose", "c"), NOON, big, org), org, budget);
        }
        EventIterator walk = table().walk(all(org), IdRange.ALL, Order.ASC, 1000, budget);

        assertThat(walk.hasNext()).isFalse();
        assertThat(walk.hasMore()).isTrue();
        IdRange rest = IdRange.ALL.behind(walk.position(), Order.ASC);
        EventIterator end = table().walk(all(org), rest, Order.ASC, 1000, budget);
        assertThat(end.hasNext()).isFalse();
        assertThat(end.hasMore()).isFalse();
    }

    /// The first reads of all shards together may exceed the budget before a single event was returned.
    @Test
    void showsWhatItHasReadBeforeItStops() {
        Org org = new Org("loud", 8, 8, Retention.FOR_EVER);
        List<EventId> written = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            EventDetails big = Details.of(
                    "log",
                    Status.SUCCESS,
                    null,
                    null,
                    new JsonText("\"" + "x".repeat(100_000) + "\""),
                    null,
                    null,
                    null);
            Event event = Event.of(ids.next(NOON), new Container("loud", "c"), NOON, big, org);
            table().put(event, org, budget);
            written.add(event.id());
        }
        written.sort(Comparator.naturalOrder());

        assertThat(ids(new Listing.OfOrg(org), IdRange.ALL, Order.ASC, 1000)).isEqualTo(written);
    }

    @Test
    void readsAPageAndOneEventMoreInOneQuery() {
        Org org = Org.plain("thrifty");
        for (int i = 0; i < 300; i++) {
            table().put(event("thrifty", NOON.plusMillis(i), "ACCESS", Status.SUCCESS, null, org), org, budget);
        }
        // What a page of 50 needs is read as a page of 51, and nothing after it.
        RequestBudget needed = atNoon();
        table().walk(all(org), IdRange.ALL, Order.ASC, 50, needed).hasNext();

        assertThat(pageUnits(org, IdRange.ALL)).isEqualTo(needed.read());
    }

    @Test
    void readsAPageForTheSameUnitsAtAnyDepth() {
        Org org = Org.plain("deep");
        for (int i = 0; i < 500; i++) {
            table().put(event("deep", NOON.plusMillis(i), "ACCESS", Status.SUCCESS, null, org), org, budget);
        }
        double first = pageUnits(org, IdRange.ALL);
        double deep = pageUnits(org, new IdRange(EventId.floor(NOON.plusMillis(400)), EventId.LAST));

        assertThat(first).isPositive();
        assertThat(deep).isEqualTo(first);
    }

    private double pageUnits(Org org, IdRange range) {
        RequestBudget page = atNoon();
        EventIterator walk = table().walk(all(org), range, Order.ASC, 50, page);
        for (int i = 0; i < 50; i++) {
            walk.next();
        }
        assertThat(walk.hasMore()).isTrue();
        return page.read();
    }

    private static RequestBudget atNoon() {
        return new RequestBudget(NOON, Duration.ofMinutes(5));
    }

    private static AccessPath all(Org org) {
        return new AccessPath(new Listing.OfOrg(org), EventFilter.NONE);
    }

    private Event expiring(String container, Instant expires, Org org) {
        Event event = Event.of(
                ids.next(NOON),
                new Container(org.id(), container),
                NOON,
                Details.of("log", Status.SUCCESS, null, null, null, null, null, expires),
                org);
        table().put(event, org, budget);
        return event;
    }

    private Event event(String container, Instant time, String type, Status status, @Nullable Actor actor) {
        return event(container, time, type, status, actor, ACME);
    }

    private Event event(String container, Instant time, String type, Status status, @Nullable Actor actor, Org org) {
        return Event.of(
                ids.next(time),
                new Container(org.id(), container),
                time,
                Details.of(type, status, actor, null, null, null, null, null),
                org);
    }

    private List<EventId> ids(Listing listing) {
        return ids(listing, IdRange.ALL, Order.ASC, 100);
    }

    /// Walks a listing page by page, like a client with a cursor.
    private List<EventId> ids(Listing listing, IdRange range, Order order, int limit) {
        List<EventId> ids = new ArrayList<>();
        IdRange rest = range;
        boolean hasMore = true;
        while (hasMore) {
            EventIterator walk = table().walk(new AccessPath(listing, EventFilter.NONE), rest, order, limit, budget);
            for (int i = 0; i < limit && walk.hasNext(); i++) {
                ids.add(walk.next().id());
            }
            hasMore = walk.hasMore();
            rest = hasMore ? rest.behind(walk.position(), order) : rest;
        }
        return ids;
    }
}
