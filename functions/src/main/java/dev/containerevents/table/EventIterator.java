package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Walks the events of a listing in the order of ids. Merges their partitions and reads more when needed.
///
/// A walk stops reading when it has spent its read budget or the request is late. Then there is no next event, but
/// the list may continue after [#position()]. Not thread-safe.
public final class EventIterator {

    /// The read units after which a walk stops reading: 4 MB of items, eventually consistent.
    private static final double BUDGET = 512;

    private final PriorityQueue<PartitionReader> readers;
    private final IdRange range;
    private final EventFilter filter;
    private final Instant now;
    private final RequestBudget budget;
    private final double unitsBefore;

    private @Nullable Event next;
    private @Nullable EventId position;
    private @Nullable PartitionReader drained;
    private double mostUnits = BUDGET;
    private boolean spent;

    /// @param range what the readers read
    EventIterator(
            List<PartitionReader> readers,
            IdRange range,
            Order order,
            EventFilter filter,
            Instant now,
            RequestBudget budget) {
        Comparator<EventId> byId = switch (order) {
            case ASC -> Comparator.naturalOrder();
            case DESC -> Comparator.reverseOrder();
        };
        this.readers = new PriorityQueue<>(readers.size(), Comparator.comparing(PartitionReader::head, byId));
        this.range = range;
        this.filter = filter;
        this.now = now;
        this.budget = budget;
        this.unitsBefore = budget.read();
        readAhead(readers);
        for (PartitionReader reader : readers) {
            if (reader.hasNext()) {
                this.readers.add(reader);
            }
        }
    }

    /// Sends the first queries of all partitions in parallel, so that many shards take no more time than one.
    private static void readAhead(List<PartitionReader> readers) {
        if (readers.size() > 1) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<CompletableFuture<Boolean>> reads = readers.stream()
                        .map(reader -> CompletableFuture.supplyAsync(reader::hasNext, threads))
                        .toList();
                reads.forEach(CompletableFuture::join);
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }

    /// Returns whether another event follows, as far as the budget allows.
    public boolean hasNext() {
        while (next == null && readOn() && !readers.isEmpty()) {
            Event event = takeFirst();
            if (!event.expiredAt(now) && range.holds(event.timestamp()) && filter.matches(event)) {
                next = event;
            } else {
                position = event.id();
            }
        }
        return next != null;
    }

    public Event next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Event event = next;
        next = null;
        position = event.id();
        return event;
    }

    /// Returns whether the list continues after [#position()]: there is a next event, or the budget was spent
    /// before one was found.
    public boolean hasMore() {
        return hasNext() || spent;
    }

    /// Lowers the budget to this many read units more than were spent so far.
    public void endWithin(double more) {
        mostUnits = Math.min(mostUnits, budget.read() - unitsBefore + more);
    }

    /// Returns the id of the last event that was returned or skipped.
    ///
    /// @throws IllegalStateException before the first
    public EventId position() {
        if (position == null) {
            throw new IllegalStateException("nothing was read yet");
        }
        return position;
    }

    private Event takeFirst() {
        PartitionReader reader = readers.remove();
        Event event = reader.next();
        if (reader.mustReadOn()) {
            drained = reader;
        } else if (reader.hasNext()) {
            readers.add(reader);
        }
        return event;
    }

    /// Reads more of a partition whose events were all taken, as late as possible: a page that ends with them
    /// needs no more. False if the budget is spent; events that were read before are returned, whatever they cost.
    private boolean readOn() {
        if (drained != null) {
            spent = budget.read() - unitsBefore > mostUnits || budget.isLate();
            if (!spent && drained.hasNext()) {
                readers.add(drained);
            }
            drained = null;
        }
        return !spent;
    }
}
