package dev.containerevents.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A range of event ids.
///
/// @param from  inclusive
/// @param until exclusive
public record IdRange(EventId from, EventId until) {

    public static final IdRange ALL = new IdRange(EventId.FIRST, EventId.LAST);

    /// All ids of a time range; times that no id can hold are taken to the nearest that can.
    ///
    /// @param start inclusive
    /// @param end   exclusive
    public static IdRange of(Instant start, Instant end) {
        return new IdRange(bound(start), bound(end));
    }

    private static EventId bound(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return EventId.FIRST;
        }
        if (time.isAfter(EventId.LAST.timestamp())) {
            return EventId.LAST;
        }
        // An event's time is a whole millisecond, so a bound within one lies behind it.
        Instant millisecond = time.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        return EventId.floor(millisecond);
    }

    /// What is left of the range behind a position, in that order.
    public IdRange behind(EventId position, Order order) {
        if (position.compareTo(from) < 0) {
            return order == Order.ASC ? this : new IdRange(from, from);
        }
        if (position.compareTo(until) >= 0) {
            return order == Order.ASC ? new IdRange(until, until) : this;
        }
        return switch (order) {
            case ASC -> new IdRange(position.successor(), until);
            case DESC -> new IdRange(from, position);
        };
    }

    public boolean isEmpty() {
        return from.compareTo(until) >= 0;
    }
}
