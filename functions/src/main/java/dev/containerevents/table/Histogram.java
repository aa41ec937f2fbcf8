package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Status;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds up a count and its buckets. Not thread-safe.
final class Histogram {

    private final Grouping grouping;
    private final @Nullable Status only;
    private final SortedMap<Bucket, Long> counts = new TreeMap<>();

    /// @param filter of which only the status matters here: a counter knows both
    Histogram(Grouping grouping, EventFilter filter) {
        this.grouping = grouping;
        this.only = filter.status();
    }

    void add(Event event) {
        add(
                event.id().timestamp(),
                event.details().type(),
                Tally.one(event.details().status()));
    }

    void add(RollupKey key, Tally tally) {
        add(key.start(), key.type(), tally);
    }

    private void add(Instant time, String type, Tally tally) {
        for (Status status : Status.values()) {
            if (only == null || only == status) {
                Bucket bucket = new Bucket(
                        grouping.start(time), grouping.byType() ? type : null, grouping.byStatus() ? status : null);
                counts.merge(bucket, tally.of(status), Long::sum);
            }
        }
    }

    void subtract(Histogram other) {
        other.counts.forEach((bucket, count) -> counts.merge(bucket, -count, Long::sum));
    }

    int buckets() {
        return counts.size();
    }

    /// Without empty buckets. A counter may lag behind an event that was read and taken away from it, so that a
    /// difference is negative for a moment; it is none then.
    EventCount result(@Nullable Instant asOf, @Nullable EventId position) {
        counts.values().removeIf(count -> count <= 0);
        long count = counts.values().stream().mapToLong(Long::longValue).sum();
        if (grouping.equals(Grouping.NONE)) {
            counts.clear();
        }
        return new EventCount(count, counts, asOf, position);
    }
}
