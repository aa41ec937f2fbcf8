package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// By how much some records of the stream change the counters. Not thread-safe.
public final class RollupChanges {

    /// One item of the transaction is the mark.
    private static final int MOST_COUNTERS = RollupTable.MOST_ITEMS - 1;

    private final Map<RollupKey, Tally> tallies = new LinkedHashMap<>();
    private final Map<String, Instant> newest = new HashMap<>();

    /// Adds what a record says, unless a transaction couldn't take it any more.
    ///
    /// @return whether it could
    /// @throws IllegalArgumentException if the record is of no event; then nothing is added
    public boolean add(StreamRecord record) {
        Map<RollupKey, Tally> changes = new LinkedHashMap<>();
        record.before().ifPresent(event -> add(changes, event, tally(event).negated()));
        record.after().ifPresent(event -> add(changes, event, tally(event)));
        Set<RollupKey> counters = new HashSet<>(tallies.keySet());
        counters.addAll(changes.keySet());
        if (counters.size() > MOST_COUNTERS) {
            return false;
        }
        changes.forEach((key, tally) -> tallies.merge(key, tally, Tally::plus));
        record.after()
                .ifPresent(event -> newest.merge(
                        event.container().org(), event.created(), (one, other) -> one.isAfter(other) ? one : other));
        return true;
    }

    private static void add(Map<RollupKey, Tally> changes, Event event, Tally tally) {
        RollupKey.of(event).forEach(key -> changes.merge(key, tally, Tally::plus));
    }

    private static Tally tally(Event event) {
        return Tally.one(event.details().status());
    }

    Map<RollupKey, Tally> tallies() {
        return tallies;
    }

    /// When the newest event was stored that was added of each organisation.
    Map<String, Instant> newest() {
        return newest;
    }
}
