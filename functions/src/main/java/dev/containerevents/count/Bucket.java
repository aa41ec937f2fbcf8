package dev.containerevents.count;

import dev.containerevents.event.Status;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A part of a count. A member is null where the count isn't split by it.
///
/// @param start the beginning of an hour or a day
public record Bucket(
        @Nullable Instant start,
        @Nullable String type,
        @Nullable Status status) implements Comparable<Bucket> {

    private static final Comparator<Bucket> ORDER = Comparator.comparing(
                    Bucket::start, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(Bucket::type, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparing(Bucket::status, Comparator.nullsFirst(Comparator.<Status>naturalOrder()));

    @Override
    public int compareTo(Bucket other) {
        return ORDER.compare(this, other);
    }
}
