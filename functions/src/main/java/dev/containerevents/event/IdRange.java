package dev.containerevents.event;

import java.time.Instant;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/// A range of event ids.
///
/// Ids don't reliably distinguish times within a millisecond. If a bound is within one, the range has the ids of
/// the whole millisecond, and [#holds] decides by the event's full time.
///
/// @param from  inclusive
/// @param until exclusive
/// @param start when the range begins (inclusive), if that is within a millisecond; otherwise null
/// @param end   when it ends (exclusive), if that is within a millisecond; otherwise null
public record IdRange(
        EventId from,
        EventId until,
        @Nullable Instant start,
        @Nullable Instant end) {

    private static final Instant LAST = EventId.LAST.timestamp();

    public static final IdRange ALL = new IdRange(EventId.FIRST, EventId.LAST);

    public IdRange(EventId from, EventId until) {
        this(from, until, null, null);
    }

    /// Returns all ids of a time range. A time that no id can hold becomes the nearest one that can.
    ///
    /// @param start inclusive
    /// @param end   exclusive
    public static IdRange of(Instant start, Instant end) {
        Instant from = clamped(start);
        Instant until = clamped(end);
        return new IdRange(
                bound(from), bound(ceiling(until)), isWhole(from) ? null : from, isWhole(until) ? null : until);
    }

    private static Instant clamped(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return time.isAfter(LAST) ? LAST : time;
    }

    private static EventId bound(Instant time) {
        if (time.equals(Instant.EPOCH)) {
            return EventId.FIRST;
        }
        return time.equals(LAST) ? EventId.LAST : EventId.floor(time);
    }

    private static boolean isWhole(Instant time) {
        return time.get(ChronoField.NANO_OF_SECOND) % 1_000_000 == 0;
    }

    /// Returns the first whole millisecond at or after a time.
    private static Instant ceiling(Instant time) {
        return isWhole(time) ? time : time.plusNanos(1_000_000 - time.get(ChronoField.NANO_OF_SECOND) % 1_000_000);
    }

    /// Returns whether an event of the range's ids happened within its bounds.
    ///
    /// @param timestamp the full time of the event
    public boolean holds(Instant timestamp) {
        return (start == null || !timestamp.isBefore(start)) && (end == null || timestamp.isBefore(end));
    }

    /// Returns the rest of the range after a position, in that order.
    public IdRange behind(EventId position, Order order) {
        if (position.compareTo(from) < 0) {
            return order == Order.ASC ? this : cut(from, from);
        }
        if (position.compareTo(until) >= 0) {
            return order == Order.ASC ? cut(until, until) : this;
        }
        return switch (order) {
            case ASC -> cut(position.successor(), until);
            case DESC -> cut(from, position);
        };
    }

    /// Returns the part of the range before that millisecond.
    public IdRange before(Instant millisecond) {
        return cut(from, EventId.floor(millisecond));
    }

    private IdRange cut(EventId from, EventId until) {
        return new IdRange(from, until, start, end);
    }

    /// Returns the first time from which on every event is in the range or after its end.
    public Instant startTime() {
        Instant whole = wholeTime(from);
        return start == null || start.isBefore(whole) ? whole : start;
    }

    /// Returns the first time after the range, whose `until` is the beginning of a millisecond.
    public Instant endTime() {
        Instant whole = wholeTime(until);
        return end == null || end.isAfter(whole) ? whole : end;
    }

    /// Returns the first millisecond all of whose ids are at or after that one.
    private static Instant wholeTime(EventId id) {
        Instant time = id.timestamp();
        return EventId.floor(time).equals(id) ? time : time.plusMillis(1);
    }

    public boolean isEmpty() {
        return from.compareTo(until) >= 0;
    }
}
