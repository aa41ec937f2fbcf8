package dev.containerevents.table;

import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Period;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// Finds the hour of a list in which the event lies that has a certain number of others before it: by the counters
/// of days, then by those of that day's hours. Thread-safe.
///
/// A range that begins within a day is looked at as if it began with the day; what lies aside of it there is
/// counted and passed over too.
final class Leaper {

    /// So many counters of days are half a read unit, and most leaps end within them. Each further time twice as
    /// many are read, so that a list of any length is leapt over in a few steps.
    private static final int FIRST_DAYS = 75;

    private static final int READ_AT_A_TIME = 1000;

    private final EventTable events;
    private final RollupTable rollups;

    Leaper(EventTable events, RollupTable rollups) {
        this.events = events;
        this.rollups = rollups;
    }

    /// Empty if the counters know of no such event.
    ///
    /// For each slot and type half a read unit for some 80 days, half a unit for the hours, and what lies aside.
    Optional<LeapStart> leap(EventSelection selection, Order order, long skip, Instant now, Units units) {
        return new Leaping(selection, order, now, units).leap(skip);
    }

    private final class Leaping {

        private final EventSelection selection;
        private final Set<String> types;
        private final Order order;
        private final Instant from;
        private final Instant until;
        private final Instant now;
        private final Units units;

        Leaping(EventSelection selection, Order order, Instant now, Units units) {
            this.selection = selection;
            this.types = selection.types().isEmpty() ? Set.of(RollupKey.ALL_TYPES) : selection.types();
            this.order = order;
            this.from = selection.range().from().timestamp();
            Instant end = selection.range().until().timestamp();
            this.until = end.isBefore(RollupKey.FAR) ? end : RollupKey.FAR;
            this.now = now;
            this.units = units;
        }

        Optional<LeapStart> leap(long skip) {
            OptionalLong aside = aside();
            if (aside.isEmpty()) {
                return Optional.of(new LeapStart(selection.range(), skip));
            }
            long passed = skip + aside.getAsLong();
            Instant begin = Period.DAY.floor(from);
            Instant end = Period.DAY.ceiling(until);
            for (int most = FIRST_DAYS; begin.isBefore(end); most *= 2) {
                FirstDays days = rollups.firstDays(selection.org().id(), types, begin, end, order, most, units);
                switch (Leap.over(days.counts(), order, passed)) {
                    case Leap.Into(Instant day, long rest) -> {
                        return Optional.of(withinDay(day, rest, skip));
                    }
                    case Leap.Beyond(long rest) -> passed = rest;
                }
                switch (order) {
                    case ASC -> begin = days.reached();
                    case DESC -> end = days.reached();
                }
            }
            return Optional.empty();
        }

        /// How many events lie aside of the range, in the day that the list begins in. Empty if they are too many
        /// to read.
        private OptionalLong aside() {
            return switch (order) {
                case ASC -> {
                    Instant hour = Period.HOUR.floor(from);
                    yield plus(counted(new Span(Period.DAY.floor(from), hour)), stored(new Span(hour, from)));
                }
                case DESC -> {
                    Instant day = Period.DAY.ceiling(until);
                    // Ahead of now there is nothing but announced expiries.
                    Instant hour = until.isAfter(now) ? day : Period.HOUR.ceiling(until);
                    yield plus(counted(new Span(hour, day)), stored(new Span(until, hour)));
                }
            };
        }

        private static OptionalLong plus(long count, OptionalLong other) {
            return other.isEmpty() ? other : OptionalLong.of(count + other.getAsLong());
        }

        private long counted(Span span) {
            return span.isEmpty()
                    ? 0
                    : read(Period.HOUR, span).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
        }

        private OptionalLong stored(Span span) {
            EventWalk walk = events.walkStored(selection.path(), span.ids(), Order.ASC, READ_AT_A_TIME, units);
            long count = 0;
            while (walk.hasNext()) {
                walk.next();
                count++;
            }
            return walk.goesOn() ? OptionalLong.empty() : OptionalLong.of(count);
        }

        private LeapStart withinDay(Instant day, long skipInDay, long skip) {
            Span hours = new Span(day, Period.DAY.plus(day, 1));
            return switch (Leap.over(read(Period.HOUR, hours), order, skipInDay)) {
                case Leap.Into(Instant hour, long rest) -> start(new Span(hour, Period.HOUR.plus(hour, 1)), rest, skip);
                // A day's counter was moved before those of its hours were read.
                case Leap.Beyond(long rest) ->
                    switch (order) {
                        case ASC -> start(new Span(hours.end, hours.end), rest, skip);
                        case DESC -> start(new Span(day, day), rest, skip);
                    };
            };
        }

        /// The hour in which the range itself begins holds what lies aside: there the list is walked from its own
        /// beginning.
        private LeapStart start(Span hour, long skipInHour, long skip) {
            boolean isFirst = switch (order) {
                case ASC -> hour.begin.isBefore(from);
                case DESC -> hour.end.isAfter(until);
            };
            if (isFirst) {
                return new LeapStart(selection.range(), skip);
            }
            IdRange range = selection.range();
            return switch (order) {
                case ASC -> new LeapStart(new IdRange(EventId.floor(hour.begin), range.until()), skipInHour);
                case DESC -> new LeapStart(new IdRange(range.from(), EventId.floor(hour.end)), skipInHour);
            };
        }

        private NavigableMap<Instant, Long> read(Period period, Span span) {
            NavigableMap<Instant, Long> counts = new TreeMap<>();
            rollups.read(selection.org().id(), period, types, span.begin, span.end, units)
                    .tallies()
                    .forEach((key, tally) -> counts.merge(key.start(), tally.success() + tally.fail(), Long::sum));
            return counts;
        }
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
