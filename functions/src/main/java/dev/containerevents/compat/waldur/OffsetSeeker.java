package dev.containerevents.compat.waldur;

import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Period;
import dev.containerevents.ledger.Counters;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Finds the hour of a list in which the event is that has a certain number of others before it: by the counters
/// of days, then by those of that day's hours. Not thread-safe.
///
/// A range that begins within a day is looked at as if it began with the day. What is outside of it there is
/// counted and passed over too.
final class OffsetSeeker {

    /// The counters of so many months are a few read units, and most pages are within them. Each further time
    /// twice as many are read, so that it takes a few steps to pass over a list of any length.
    private static final int FIRST_MONTHS = 12;

    private static final int READ_AT_A_TIME = 1000;

    private final EventSelection selection;
    private final Order order;
    private final Instant from;
    private final Instant until;
    private final EventTable events;
    private final Counters counters;
    private final RequestBudget budget;

    private OffsetSeeker(
            EventSelection selection, Order order, EventTable events, Counters counters, RequestBudget budget) {
        this.selection = selection;
        this.order = order;
        this.from = selection.range().from().timestamp();
        Instant end = selection.range().until().timestamp();
        this.until = end.isBefore(Counters.FAR) ? end : Counters.FAR;
        this.events = events;
        this.counters = counters;
        this.budget = budget;
    }

    /// Empty if the counters know of no such event.
    ///
    /// 1 read unit for 4 KB of counters of months, some eight of five types, 1 for the hours of a day, and what is
    /// outside of the range.
    ///
    /// @param counters of the selection's types
    static Optional<SeekStart> seek(
            EventSelection selection,
            Order order,
            long skip,
            EventTable events,
            Counters counters,
            RequestBudget budget) {
        return new OffsetSeeker(selection, order, events, counters, budget).seek(skip);
    }

    private Optional<SeekStart> seek(long skip) {
        OptionalLong outside = outside();
        if (outside.isEmpty()) {
            return Optional.of(new SeekStart(selection.range(), skip));
        }
        long passed = skip + outside.getAsLong();
        Instant begin = Period.DAY.floor(later(from, counters.earliest()));
        Instant end = earlier(Period.DAY.ceiling(until), Period.DAY.plus(Period.DAY.floor(counters.latest()), 1));
        for (int months = FIRST_MONTHS; begin.isBefore(end); months *= 2) {
            Span some = switch (order) {
                case ASC -> new Span(begin, earlier(end, month(begin, months)));
                case DESC -> new Span(later(begin, month(end.minusMillis(1), 1 - months)), end);
            };
            switch (Seek.over(counts(some, Period.DAY), order, passed)) {
                case Seek.Into(Instant day, long rest) -> {
                    return Optional.of(withinDay(day, rest, skip));
                }
                case Seek.Beyond(long rest) -> passed = rest;
            }
            switch (order) {
                case ASC -> begin = some.end;
                case DESC -> end = some.begin;
            }
        }
        return Optional.empty();
    }

    /// The beginning of the month that is so many months later.
    private static Instant month(Instant time, int later) {
        return time.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1)
                .plusMonths(later)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// How many events there are outside of the range, in the day that the list begins in. Empty if they are too
    /// many to read.
    private OptionalLong outside() {
        return switch (order) {
            case ASC -> {
                Instant hour = Period.HOUR.floor(from);
                yield plus(counted(new Span(Period.DAY.floor(from), hour)), stored(new Span(hour, from)));
            }
            case DESC -> {
                Instant day = Period.DAY.ceiling(until);
                if (counters.latest().isBefore(until)) {
                    yield OptionalLong.of(0);
                }
                Instant hour = Period.HOUR.ceiling(until);
                yield plus(counted(new Span(hour, day)), stored(new Span(until, hour)));
            }
        };
    }

    private static OptionalLong plus(long count, OptionalLong other) {
        return other.isEmpty() ? other : OptionalLong.of(count + other.getAsLong());
    }

    private long counted(Span span) {
        return counts(span, Period.HOUR).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private OptionalLong stored(Span span) {
        if (span.isEmpty()) {
            return OptionalLong.of(0);
        }
        EventIterator walk = events.walkStored(selection.path(), span.ids(), Order.ASC, READ_AT_A_TIME, budget);
        long count = 0;
        while (walk.hasNext()) {
            walk.next();
            count++;
        }
        return walk.hasMore() ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private SeekStart withinDay(Instant day, long skipInDay, long skip) {
        Span hours = new Span(day, Period.DAY.plus(day, 1));
        return switch (Seek.over(counts(hours, Period.HOUR), order, skipInDay)) {
            case Seek.Into(Instant hour, long rest) -> start(new Span(hour, Period.HOUR.plus(hour, 1)), rest, skip);
            // Events of the day were removed since its counters were read.
            case Seek.Beyond(long rest) ->
                switch (order) {
                    case ASC -> start(new Span(hours.end, hours.end), rest, skip);
                    case DESC -> start(new Span(day, day), rest, skip);
                };
        };
    }

    /// The hour in which the range itself begins also has what is outside of it: there the list is walked from its
    /// own beginning.
    private SeekStart start(Span hour, long skipInHour, long skip) {
        boolean isFirst = switch (order) {
            case ASC -> hour.begin.isBefore(from);
            case DESC -> hour.end.isAfter(until);
        };
        if (isFirst) {
            return new SeekStart(selection.range(), skip);
        }
        IdRange range = selection.range();
        return switch (order) {
            case ASC -> new SeekStart(new IdRange(EventId.floor(hour.begin), range.until()), skipInHour);
            case DESC -> new SeekStart(new IdRange(range.from(), EventId.floor(hour.end)), skipInHour);
        };
    }

    private NavigableMap<Instant, Long> counts(Span span, Period period) {
        NavigableMap<Instant, Long> counts = new TreeMap<>();
        if (!span.isEmpty()) {
            counters.between(
                    span.begin,
                    span.end,
                    period == Period.HOUR,
                    span.end,
                    (time, _, tally) -> counts.merge(period.floor(time), tally.success() + tally.fail(), Long::sum));
        }
        return counts;
    }

    /// @param begin inclusive
    /// @param end   exclusive
    private record Span(Instant begin, Instant end) {

        boolean isEmpty() {
            return !begin.isBefore(end);
        }

        IdRange ids() {
            return IdRange.of(begin, end);
        }
    }
}
