package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.count.Grouping;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a request may still do when its time runs out.
final class RequestTimeTest {

    private static final Org ORG = Org.plain("acme");
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final IdRange DAY = IdRange.of(NOON, NOON.plus(Duration.ofDays(1)));

    private final LocalTable table = LocalTable.fresh();
    private final RandomIds ids = new RandomIds(new SecureRandom());

    @Test
    void beginsNoCallThatMightNotEndInTime() {
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            LocalTable through = table.through(proxy);
            List<Consumer<RequestBudget>> calls = List.of(
                    budget -> through.events().get(new Container("acme", "c-1"), EventId.floor(NOON), budget),
                    budget -> through.events().find(ORG, EventId.floor(NOON), budget),
                    budget -> walk(through, budget),
                    budget -> through.counter().types(ORG, budget),
                    budget -> through.counter().count(ORG, EventFilter.NONE, DAY, Grouping.NONE, budget));

            for (Consumer<RequestBudget> call : calls) {
                assertThatThrownBy(() -> call.accept(new RequestBudget(Duration.ofSeconds(-1))))
                        .isInstanceOf(TableException.Unavailable.class);
            }
            assertThat(proxy.calls()).isZero();
        }
    }

    @Test
    void showsWhatItHasReadWhenItIsLate() {
        for (int i = 0; i < 6; i++) {
            table.events().put(event(ids.next(NOON.plusSeconds(i))), ORG, new RequestBudget());
        }

        EventIterator walk = walk(table, new RequestBudget(Duration.ZERO));
        int shown = 0;
        while (walk.hasNext()) {
            walk.next();
            shown++;
        }

        assertThat(shown).isEqualTo(3);
        assertThat(walk.hasMore()).isTrue();
        assertThat(walk.position().timestamp()).isEqualTo(NOON.plusSeconds(2));
    }

    private static Event event(EventId id) {
        EventDetails details = Details.of("log", Status.SUCCESS, null, null, null, null, null, null);
        return Event.of(id, new Container("acme", "c-1"), NOON, details, ORG);
    }

    private static EventIterator walk(LocalTable table, RequestBudget budget) {
        return table.events().walk(new AccessPath(new Listing.OfOrg(ORG), EventFilter.NONE), DAY, Order.ASC, 2, budget);
    }
}
