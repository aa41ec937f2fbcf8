package dev.containerevents.compat.waldur;

import dev.containerevents.count.EventCount;
import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Event;
import dev.containerevents.event.Order;
import dev.containerevents.ledger.Counters;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Lists events by page numbers, and counts them. Thread-safe.
///
/// For a selection by time and type, counters tell the total and the hour in which a page begins, so a deep page
/// costs only a few read units more than the first. Counters know an event about three seconds after it was
/// stored; until then, a deep page may begin that many events too early or too late. An expired event keeps its
/// place and is counted until it is deleted. It isn't shown, so a page may have fewer events than places.
///
/// For any other selection, all events of the range are read, as far as a walk's budget allows.
final class NumberedPages {

    /// Up to this event, walking is cheaper than seeking.
    private static final int WALKED = 100;

    private static final int READ_AT_A_TIME = 1000;

    /// The read units for finding events that the counters don't know yet, once all counted ones are found: half a
    /// megabyte of events of other types.
    private static final double UNCOUNTED_UNITS = 64;

    private final EventTable events;
    private final EventCounter counter;

    NumberedPages(EventTable events, EventCounter counter) {
        this.events = events;
        this.counter = counter;
    }

    /// The result of a request for a page.
    sealed interface Answer {

        /// A page.
        ///
        /// @param events those of its events that haven't expired
        /// @param number from 1
        /// @param total  how many events all pages have
        /// @param last   the number of the last page
        record Page(List<Event> events, long number, long total, long last) implements Answer {}

        /// There is no page with that number.
        record NoSuchPage() implements Answer {}

        /// The request would have to read more than it may.
        record TooMuch() implements Answer {}
    }

    /// Reads one page.
    ///
    /// @param number from 1; empty for the last page
    Answer page(EventSelection selection, Order order, OptionalLong number, int size, RequestBudget budget) {
        return selection
                .rest()
                .map(rest -> walked(selection, rest, order, number, size, budget))
                .orElseGet(() -> counted(selection, order, number, size, budget));
    }

    /// Returns how many there are; empty if the request would have to read more than it may.
    OptionalLong count(EventSelection selection, RequestBudget budget) {
        if (selection.rest().isEmpty()) {
            return count(selection, counters(selection, budget), budget);
        }
        EventIterator walk = walk(selection, Order.DESC, budget);
        long count = 0;
        while (walk.hasNext()) {
            count += selection.rest().get().test(walk.next()) ? 1 : 0;
        }
        return walk.hasMore() ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private Counters counters(EventSelection selection, RequestBudget budget) {
        return counter.counters(selection.org(), selection.types(), budget);
    }

    private OptionalLong count(EventSelection selection, Counters counters, RequestBudget budget) {
        EventCount count = counter.count(counters, selection.org(), selection.filter(), selection.range(), budget);
        return count.position() == null ? OptionalLong.of(count.count()) : OptionalLong.empty();
    }

    private EventIterator walk(EventSelection selection, Order order, RequestBudget budget) {
        return events.walk(selection.path(), selection.range(), order, READ_AT_A_TIME, budget);
    }

    private Answer walked(
            EventSelection selection,
            Predicate<Event> rest,
            Order order,
            OptionalLong number,
            int size,
            RequestBudget budget) {
        EventIterator walk = walk(selection, order, budget);
        List<Event> all = new ArrayList<>();
        while (walk.hasNext()) {
            Event event = walk.next();
            if (rest.test(event)) {
                all.add(event);
            }
        }
        if (walk.hasMore()) {
            return new Answer.TooMuch();
        }
        long last = last(all.size(), size);
        long page = number.orElse(last);
        if (page > last) {
            return new Answer.NoSuchPage();
        }
        int begin = (int) (page - 1) * size;
        return new Answer.Page(all.subList(begin, Math.min(all.size(), begin + size)), page, all.size(), last);
    }

    private Answer counted(EventSelection selection, Order order, OptionalLong number, int size, RequestBudget budget) {
        Counters counters = counters(selection, budget);
        OptionalLong count = count(selection, counters, budget);
        if (count.isEmpty()) {
            return new Answer.TooMuch();
        }
        long total = count.getAsLong();
        long page = number.orElse(last(total, size));
        long skip = (page - 1) * size;
        Optional<SeekStart> found = start(selection, order, skip, total, counters, budget);
        if (found.isEmpty()) {
            return new Answer.NoSuchPage();
        }
        SeekStart start = found.get();
        boolean passesOver = !selection.path().rest().isNone();
        long begin = start.skip();
        long end = begin + size;
        // How many events certainly exist, from the start on.
        long counted = total - skip + begin;
        // One event more than the page tells whether another page follows; if events are skipped, the total has to
        // tell.
        long most = passesOver ? end : end + 1;
        EventIterator walk =
                events.walkStored(selection.path(), start.range(), order, (int) Math.min(READ_AT_A_TIME, most), budget);
        List<Event> read = new ArrayList<>();
        long place = 0;
        for (; place < most; place++) {
            if (passesOver && place >= counted) {
                walk.endWithin(UNCOUNTED_UNITS);
            }
            if (!walk.hasNext()) {
                break;
            }
            Event event = walk.next();
            if (place >= begin) {
                read.add(event);
            }
        }
        if (place < (passesOver ? Math.min(counted, end) : end) && walk.hasMore()) {
            return new Answer.TooMuch();
        }
        if (read.isEmpty() && page > 1) {
            return new Answer.NoSuchPage();
        }
        long known = Math.max(total, skip + read.size());
        List<Event> shown = read.subList(0, Math.min(read.size(), size)).stream()
                .filter(event -> !event.expiredAt(budget.now()))
                .toList();
        return new Answer.Page(shown, page, known, last(known, size));
    }

    /// Empty if no event has so many before it.
    private Optional<SeekStart> start(
            EventSelection selection, Order order, long skip, long total, Counters counters, RequestBudget budget) {
        if (skip <= WALKED) {
            return Optional.of(new SeekStart(selection.range(), skip));
        }
        return skip < total ? OffsetSeeker.seek(selection, order, skip, events, counters, budget) : Optional.empty();
    }

    /// Returns the number of the last page; an empty list has one page.
    private static long last(long total, int size) {
        return Math.max(1, Math.ceilDiv(total, size));
    }
}
