package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the last run alone says of the events of a day.
final class StoredTodayTest {

    private static final Instant TODAY = Instant.parse("2026-11-21T15:00:00Z");

    private final LedgerTable table = LocalTable.fresh().ledger();
    private Run end = Run.NONE;

    private static Event event(String created) {
        return Event.of(
                new EventId(1, 1),
                new Container("acme", "web-1"),
                Instant.parse(created),
                Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null),
                Org.plain("acme"));
    }

    private void append(Row... rows) {
        end = end.next(List.of(rows), Map.of(), 500);
        table.append("acme", end.write(), new RequestBudget());
    }

    private void append(String... created) {
        append(Arrays.stream(created).map(each -> Row.stored(event(each))).toArray(Row[]::new));
    }

    private long today() {
        RequestBudget budget = new RequestBudget();
        long stored = new Log(table).storedToday("acme", TODAY, budget);
        assertThat(budget.read()).isLessThanOrEqualTo(1);
        return stored;
    }

    @Test
    void isNoneBeforeTheFirstEventOfTheDay() {
        assertThat(today()).isZero();

        append("2026-11-20T00:00:00Z", "2026-11-20T23:59:59.999Z");

        assertThat(today()).isZero();
    }

    @Test
    void countsWhatIsStoredOnTheDay() {
        append("2026-11-20T10:00:00Z", "2026-11-21T00:00:00Z");
        append("2026-11-21T00:00:00Z", "2026-11-21T14:00:00Z");

        assertThat(today()).isEqualTo(3);
        assertThat(new Log(table).end("acme", new RequestBudget()).stored()).isEqualTo(4);
    }

    @Test
    void countsNoOtherRows() {
        append("2026-11-21T10:00:00Z");
        append(
                Row.removed(event("2026-11-21T10:00:00Z"), TODAY),
                Row.erased(event("2026-11-21T10:00:00Z"), event("2026-11-21T10:00:00Z"), 16, TODAY));

        assertThat(today()).isEqualTo(1);
    }

    @Test
    void countsAnEventOfYesterdayThatGetsItsRowLate() {
        append("2026-11-20T10:00:00Z", "2026-11-21T00:00:01Z", "2026-11-20T23:59:59Z");

        assertThat(today()).isEqualTo(2);
    }
}
