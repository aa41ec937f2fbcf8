package dev.containerevents.count;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Status;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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

    /// @param time in the bucket's hour or day
    /// @param type null if the count doesn't tell types apart
    void add(Instant time, @Nullable String type, Tally tally) {
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

    /// Takes away the last hours or days if there are more buckets, but for the first one.
    ///
    /// @return the beginning of the first that was taken away
    Optional<Instant> trim(int most) {
        if (counts.size() <= most || grouping.interval() == null) {
            return Optional.empty();
        }
        Bucket excess = counts.keySet().stream().skip(most).findFirst().orElseThrow();
        @Nullable Instant first = counts.firstKey().start();
        Optional<Instant> cut = counts.keySet().stream()
                .map(Bucket::start)
                .filter(start -> start != null
                        && !start.equals(first)
                        && !start.isBefore(Objects.requireNonNull(excess.start())))
                .findFirst();
        cut.ifPresent(start -> counts.tailMap(new Bucket(start, null, null)).clear());
        return cut;
    }

    /// Without empty buckets. The log may lack an event that was read and is subtracted, so that a difference is
    /// negative for a moment; it is none then.
    EventCount result(Optional<Instant> asOf, Optional<EventId> position) {
        counts.values().removeIf(count -> count <= 0);
        long count = counts.values().stream().mapToLong(Long::longValue).sum();
        if (grouping.equals(Grouping.NONE)) {
            counts.clear();
        }
        return new EventCount(count, counts, asOf.orElse(null), position.orElse(null));
    }
}
