package dev.containerevents.count;

import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.ledger.Counters;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.Listing;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One count. Not thread-safe.
///
/// Counters know hours, types and statuses. Of a range that begins or ends within an hour, the events of that part
/// of the hour are read. Where no event is counted beyond the end, the last hour is taken whole instead: usually,
/// only announced expiries are.
final class Counting {

    /// Buckets in one response.
    private static final int MOST_BUCKETS = 10_000;

    /// Request units after which no further counters are read.
    private static final double BUDGET = 512;

    private static final int READ_AT_A_TIME = 1000;

    /// How many sheets of counters are read at a time.
    private static final int SHEETS_AT_A_TIME = 512;

    /// The counters of containers may be so many rows behind those of the organisation.
    private static final int MOST_BEHIND = 1_000;

    private final EventTable events;
    private final LedgerTable ledger;
    private final Org org;
    private final EventFilter filter;
    private final Grouping grouping;
    private final RequestBudget budget;
    private final Histogram histogram;
    private final double unitsBefore;

    Counting(
            EventTable events,
            LedgerTable ledger,
            Org org,
            EventFilter filter,
            Grouping grouping,
            RequestBudget budget) {
        this.events = events;
        this.ledger = ledger;
        this.org = org;
        this.filter = filter;
        this.grouping = grouping;
        this.budget = budget;
        this.unitsBefore = budget.read();
        this.histogram = new Histogram(grouping, filter);
    }

    EventCount count(IdRange range) {
        return count(range, counters());
    }

    /// @param counters that can tell of the filters; empty if none can
    EventCount count(IdRange range, Optional<Counters> counters) {
        if (counters.isPresent() && !counters.get().areTypesUnknown()) {
            Optional<EventId> position = range.isEmpty() ? Optional.empty() : counted(range, counters.get());
            Optional<EventId> cut =
                    histogram.trim(MOST_BUCKETS).map(time -> EventId.floor(time).predecessor());
            return histogram.result(counters.get().asOf(), cut.or(() -> position));
        }
        if (counters.isPresent() && filter.types().isEmpty()) {
            throw new TooManyTypesException();
        }
        Optional<Instant> asOf = new Log(ledger).end(org.id(), budget).asOf();
        Optional<EventId> position = range.isEmpty() ? Optional.empty() : read(range, histogram);
        return histogram.result(asOf, position);
    }

    /// The counters that can tell of the filters; empty if none can.
    private Optional<Counters> counters() {
        Counters.Selection selection = new Counters.Selection(filter.types(), grouping.byType());
        EventFilter others = filter.withoutTypes().withoutStatus();
        @Nullable String container = filter.container();
        if (others.isNone()) {
            return Optional.of(Counters.of(ledger, org.id(), selection, budget));
        }
        return container != null && others.withoutContainer().isNone()
                ? Counters.of(ledger, org.id(), container, MOST_BEHIND, selection, budget)
                : Optional.empty();
    }

    /// Counts a range by the counters.
    ///
    /// @return up to where, if there is more
    private Optional<EventId> counted(IdRange range, Counters counters) {
        Instant from = Period.HOUR.ceiling(clamped(range.startTime()));
        Instant until = clamped(range.endTime());
        if (!from.isBefore(until)) {
            return read(range, histogram);
        }
        Instant whole = Period.HOUR.ceiling(until);
        Instant milli = until.truncatedTo(ChronoUnit.MILLIS);
        // Counters know the millisecond of an event, not its full time.
        boolean areBeyond = until.equals(milli)
                ? counters.areSheetsBeyond(until)
                : !counters.latest().isBefore(milli);
        Histogram behind = new Histogram(grouping, filter);
        boolean endsWhole = until.equals(whole)
                || !areBeyond
                || (until.isAfter(budget.now())
                        && read(IdRange.of(until, whole), behind).isEmpty());
        Instant end = endsWhole ? whole : Period.HOUR.floor(until);
        Instant endOfRows = areBeyond ? end : until;
        boolean isFromEver = range.from().equals(EventId.FIRST) && grouping.interval() == null;
        if (isFromEver && (end.isAfter(budget.now()) || !areBeyond)) {
            counters.ever(areBeyond ? Counters.FAR : until, histogram::add);
            if (areBeyond && end.isBefore(Counters.FAR)) {
                Histogram after = new Histogram(grouping, filter);
                counters.between(end, Counters.FAR, false, Counters.FAR, after::add);
                histogram.subtract(after);
            }
        } else {
            Optional<EventId> position = stepwise(range.before(from), from, end, endOfRows, counters);
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

    /// Counts part by part, and what is before the first whole hour by reading.
    ///
    /// @param edge what is before it
    ///
    /// @return up to where, if there is more
    private Optional<EventId> stepwise(IdRange edge, Instant from, Instant end, Instant endOfRows, Counters counters) {
        Optional<EventId> position = edge.isEmpty() ? Optional.empty() : read(edge, histogram);
        if (position.isPresent()) {
            return position;
        }
        Instant begin = from;
        for (Instant next : parts(from, end, counters)) {
            counters.between(begin, next, grouping.isByHours(), endOfRows, histogram::add);
            if (next.isBefore(end) && isSpent()) {
                return Optional.of(EventId.floor(next).predecessor());
            }
            begin = next;
        }
        return Optional.empty();
    }

    /// The ends of the parts in which a range is counted, each of so many sheets.
    private List<Instant> parts(Instant from, Instant end, Counters counters) {
        int periods = Math.max(1, SHEETS_AT_A_TIME / counters.parts());
        Instant first = from.isBefore(counters.earliest()) ? counters.earliest() : from;
        Instant last = end.isAfter(counters.latest()) ? counters.latest() : end;
        List<Instant> ends = new ArrayList<>();
        ZonedDateTime next = first.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        do {
            next = grouping.isByHours()
                    ? next.plusDays(periods)
                    : next.withDayOfMonth(1).plusMonths(periods);
            ends.add(next.toInstant());
        } while (next.toInstant().isBefore(last));
        ends.removeIf(each -> !each.isBefore(end));
        ends.add(end);
        return ends;
    }

    private boolean isSpent() {
        return budget.read() - unitsBefore > BUDGET || histogram.buckets() > MOST_BUCKETS || budget.isLate();
    }

    /// Reads the events of the range.
    ///
    /// @return up to where, if there are more
    private Optional<EventId> read(IdRange range, Histogram into) {
        AccessPath path = AccessPath.best(new Listing.OfOrg(org), filter);
        EventIterator walk = events.walkStored(path, range, Order.ASC, READ_AT_A_TIME, budget);
        while (walk.hasNext()) {
            into.add(walk.next());
        }
        return walk.hasMore() ? Optional.of(walk.position()) : Optional.empty();
    }

    /// No counter is of that time or later.
    private static Instant clamped(Instant time) {
        return time.isBefore(Counters.FAR) ? time : Counters.FAR;
    }
}
