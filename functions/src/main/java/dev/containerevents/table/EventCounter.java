package dev.containerevents.table;

import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Counts events: from the rollups where they can tell, else by reading. Thread-safe.
///
/// What is counted is what is stored, be its time over or not: the rollups learn of an event's end when DynamoDB
/// deletes it.
///
/// The rollups know hours, days, types and statuses. A range that is not of whole hours has edges, and these are
/// read; but where the last hour is not over yet, it is taken whole, and what lies behind the end taken away: only
/// announced expiries do.
public final class EventCounter {

    /// Buckets in one answer, about.
    private static final int MOST_BUCKETS = 10_000;

    /// Request units after which no further counters are read.
    private static final double BUDGET = 512;

    private static final int READ_AT_A_TIME = 1000;

    /// Hours, days and hours again: what nearly every count is read in.
    private static final int FEW_PARTS = 3;

    private final EventTable events;
    private final RollupTable rollups;

    EventCounter(Dynamo dynamo) {
        this.events = new EventTable(dynamo);
        this.rollups = new RollupTable(dynamo);
    }

    public EventCounter(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// The table of the function that we are in, as its environment says.
    public static EventCounter deployed() {
        return new EventCounter(Dynamo.deployed());
    }

    /// Counts in the order of time, until all is counted or the budget is spent.
    ///
    /// By the rollups alone it costs half a read unit for each slot, type and some 80 periods; by reading half a
    /// unit for 4 KB of events.
    ///
    /// @param range until is the beginning of a millisecond
    /// @throws TooManyTypesException if the counters of more types than [TooManyTypesException#MOST] would be read
    public EventCount count(Org org, EventFilter filter, IdRange range, Grouping grouping, Instant now, Units units) {
        return new Counting(org, filter, grouping, now, units).count(range);
    }

    private static boolean areTooMany(Set<String> types) {
        return types.size() > TooManyTypesException.MOST;
    }

    private static boolean isRolledUp(EventFilter filter) {
        return filter.withoutTypes().withoutStatus().isNone();
    }

    /// The counting of one request.
    private final class Counting {

        private final Org org;
        private final EventFilter filter;
        private final Grouping grouping;
        private final Instant now;
        private final Units units;
        private final Histogram histogram;
        private final double unitsBefore;

        Counting(Org org, EventFilter filter, Grouping grouping, Instant now, Units units) {
            this.org = org;
            this.filter = filter;
            this.grouping = grouping;
            this.now = now;
            this.units = units;
            this.unitsBefore = units.read();
            this.histogram = new Histogram(grouping, filter);
        }

        EventCount count(IdRange range) {
            Rollup ever = ever(range);
            Optional<EventId> position = Optional.empty();
            if (!range.isEmpty()) {
                position = isRolledUp(filter) ? rolledUp(range, ever) : read(range, histogram);
            }
            return histogram.result(ever.asOf(), position.orElse(null));
        }

        /// The counters of all time: one of them tells how far the counters are, the others are needed where the
        /// range has no beginning, or to know which types there are.
        private Rollup ever(IdRange range) {
            boolean all = filter.types().isEmpty() ? grouping.byType() : areTooMany(filter.types());
            if (isRolledUp(filter) && all) {
                return rollups.everyType(org.id(), units);
            }
            Set<String> types = new HashSet<>(isRolledUp(filter) && isFromEver(range) ? filter.types() : Set.of());
            types.add(RollupKey.ALL_TYPES);
            return rollups.ever(org.id(), types, units);
        }

        /// Whether the counters of all time can tell of it.
        private boolean isFromEver(IdRange range) {
            return range.from().equals(EventId.FIRST) && grouping.interval() == null;
        }

        /// Counts a range by the rollups.
        ///
        /// @return up to where, if there is more
        private Optional<EventId> rolledUp(IdRange range, Rollup ever) {
            Instant from = Period.HOUR.ceiling(clamped(range.startTime()));
            Instant until = clamped(range.endTime());
            if (!from.isBefore(until)) {
                return read(range, histogram);
            }
            Instant whole = Period.HOUR.ceiling(until);
            boolean announced = until.isAfter(now) && isAnyFrom(until);
            Histogram behind = new Histogram(grouping, filter);
            boolean endsWhole = until.equals(whole)
                    || (until.isAfter(now)
                            && (!announced
                                    || read(IdRange.of(until, whole), behind).isEmpty()));
            Instant end = endsWhole ? whole : Period.HOUR.floor(until);
            Set<String> types = types(ever);
            if (isFromEver(range) && end.isAfter(now)) {
                ever.tallies().forEach((key, tally) -> {
                    if (types.contains(key.type())) {
                        histogram.add(key, tally);
                    }
                });
                if (announced) {
                    Histogram after = new Histogram(grouping, filter);
                    stretches(end, RollupKey.FAR).forEach(stretch -> add(stretch, types, after));
                    histogram.subtract(after);
                }
            } else {
                Optional<EventId> position = stepwise(range.before(from), from, end, types);
                if (position.isPresent()) {
                    return position;
                }
            }
            if (endsWhole) {
                histogram.subtract(behind);
                return Optional.empty();
            }
            return read(IdRange.of(end, until), histogram);
        }

        /// Whether there is any event of that time or later, of whatever type and status: where nothing is
        /// announced, half a unit tells what the counters of all hours and days to come would tell for four.
        private boolean isAnyFrom(Instant time) {
            IdRange later = new IdRange(EventId.floor(time), EventId.LAST);
            return events.walkStored(
                            new AccessPath(new Listing.OfOrg(org), EventFilter.NONE), later, Order.ASC, 1, units)
                    .hasNext();
        }

        /// Counts hour by hour and day by day, what lies before the first whole hour by reading.
        ///
        /// @param edge what lies before it
        ///
        /// @return up to where, if there is more
        private Optional<EventId> stepwise(IdRange edge, Instant from, Instant end, Set<String> types) {
            Optional<EventId> position = edge.isEmpty() ? Optional.empty() : read(edge, histogram);
            if (position.isPresent()) {
                return position;
            }
            for (Iterator<Stretch> parts = parts(from, end, types).iterator(); parts.hasNext(); ) {
                Stretch part = parts.next();
                add(part, types, histogram);
                if (parts.hasNext() && isSpent()) {
                    return Optional.of(EventId.floor(part.until()).predecessor());
                }
            }
            return Optional.empty();
        }

        /// A range that is read in many parts is first cut to the days in which there is anything at all.
        private List<Stretch> parts(Instant from, Instant end, Set<String> types) {
            List<Stretch> parts = cut(stretches(from, end), types);
            if (parts.size() <= FEW_PARTS) {
                return parts;
            }
            return rollups.days(org.id(), units)
                    .map(days -> {
                        Instant behind = Period.DAY.plus(days.last(), 1);
                        return cut(
                                stretches(
                                        from.isBefore(days.first()) ? days.first() : from,
                                        end.isAfter(behind) ? behind : end),
                                types);
                    })
                    .orElse(List.of());
        }

        private static List<Stretch> cut(List<Stretch> stretches, Set<String> types) {
            return stretches.stream()
                    .flatMap(stretch -> stretch.parts(types.size()).stream())
                    .toList();
        }

        /// The fewest periods that make up the range, unless the count is split by hours.
        private List<Stretch> stretches(Instant from, Instant end) {
            Instant firstDay = Period.DAY.ceiling(from);
            Instant lastDay = Period.DAY.floor(end);
            if (grouping.isByHours() || !firstDay.isBefore(lastDay)) {
                return List.of(new Stretch(Period.HOUR, from, end));
            }
            return List.of(
                    new Stretch(Period.HOUR, from, firstDay),
                    new Stretch(Period.DAY, firstDay, lastDay),
                    new Stretch(Period.HOUR, lastDay, end));
        }

        private void add(Stretch stretch, Set<String> types, Histogram into) {
            if (areTooMany(types)) {
                throw new TooManyTypesException(types.size());
            }
            if (stretch.from().isBefore(stretch.until()) && !types.isEmpty()) {
                rollups.read(org.id(), stretch.period(), types, stretch.from(), stretch.until(), units)
                        .tallies()
                        .forEach(into::add);
            }
        }

        /// The types whose counters tell, or that of all types.
        private Set<String> types(Rollup ever) {
            if (!filter.types().isEmpty()) {
                return filter.types();
            }
            if (!grouping.byType()) {
                return Set.of(RollupKey.ALL_TYPES);
            }
            return ever.tallies().entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(Tally.ZERO))
                    .map(entry -> entry.getKey().type())
                    .filter(type -> !type.equals(RollupKey.ALL_TYPES))
                    .collect(Collectors.toSet());
        }

        private boolean isSpent() {
            return units.read() - unitsBefore > BUDGET || histogram.buckets() > MOST_BUCKETS || units.isLate();
        }

        /// Reads the events of the range.
        ///
        /// @return up to where, if there are more
        private Optional<EventId> read(IdRange range, Histogram into) {
            AccessPath path = AccessPath.best(new Listing.OfOrg(org), filter);
            EventWalk walk = events.walkStored(path, range, Order.ASC, READ_AT_A_TIME, units);
            while (walk.hasNext()) {
                into.add(walk.next());
            }
            return walk.goesOn() ? Optional.of(walk.position()) : Optional.empty();
        }
    }

    /// No counter lies behind that time.
    private static Instant clamped(Instant time) {
        return time.isBefore(RollupKey.FAR) ? time : RollupKey.FAR;
    }
}
