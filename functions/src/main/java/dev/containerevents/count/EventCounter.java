package dev.containerevents.count;

import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import dev.containerevents.event.Tally;
import dev.containerevents.ledger.Counters;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Counts events: from the counters where they can tell, otherwise by reading. Thread-safe.
///
/// What is counted is what is stored, whether it has expired or not: the log tells of an event's end when DynamoDB
/// has deleted it.
public final class EventCounter {

    private final EventTable events;
    private final LedgerTable ledger;

    public EventCounter(EventTable events, LedgerTable ledger) {
        this.events = events;
        this.ledger = ledger;
    }

    /// Counts in the table of the function that we are in, as its environment says.
    public static EventCounter deployed() {
        return new EventCounter(EventTable.deployed(), LedgerTable.deployed());
    }

    /// Counts in the order of time, until all is counted or the budget is spent.
    ///
    /// From counters it costs 3 read units, and 1 for 4 KB of them, which are some eight months of five types, or
    /// eight days by hour. By reading it costs half a unit for 4 KB of events.
    ///
    /// @param range until is the beginning of a millisecond
    /// @throws TooManyTypesException if types are to be told apart of which there are too many
    public EventCount count(Org org, EventFilter filter, IdRange range, Grouping grouping, RequestBudget budget) {
        return new Counting(events, ledger, org, filter, grouping, budget).count(range);
    }

    /// The same with counters that were read before, without splitting the count.
    ///
    /// @param counters of the types of the filter, which has nothing else
    public EventCount count(Counters counters, Org org, EventFilter filter, IdRange range, RequestBudget budget) {
        return new Counting(events, ledger, org, filter, Grouping.NONE, budget).count(range, Optional.of(counters));
    }

    /// Reads where the counters of an organisation are.
    ///
    /// @param types of which to count events, all together; empty for all
    public Counters counters(Org org, Set<String> types, RequestBudget budget) {
        return Counters.of(ledger, org.id(), new Counters.Selection(types, false), budget);
    }

    /// The types of which an organisation has stored events. 3 read units, and 1 for 4 KB of further types.
    public Set<String> types(Org org, RequestBudget budget) {
        Map<String, Tally> tallies = new TreeMap<>();
        Counters.of(ledger, org.id(), new Counters.Selection(Set.of(), true), budget)
                .ever(Counters.FAR, (_, type, tally) -> {
                    if (type != null) {
                        tallies.merge(type, tally, Tally::plus);
                    }
                });
        tallies.values().removeIf(Tally.ZERO::equals);
        return new TreeSet<>(tallies.keySet());
    }
}
