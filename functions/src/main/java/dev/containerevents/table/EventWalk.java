package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Order;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Walks the events of a listing in id order, merging the partitions that they lie in and reading on as it needs
/// to.
///
/// A walk spends at most its read budget on events that it may not show. Once that is spent there is no next
/// event, yet the list may go on behind [#position()]. Not thread-safe.
public final class EventWalk {

    /// Request units a walk may consume: 4 MB of items, eventually consistent.
    private static final double BUDGET = 512;

    private final PriorityQueue<PartitionReader> readers;
    private final Instant now;
    private final Units units;
    private final double unitsBefore;

    private @Nullable Event next;
    private @Nullable EventId position;
    private boolean spent;

    EventWalk(List<PartitionReader> readers, Order order, Instant now, Units units) {
        Comparator<EventId> byId = switch (order) {
            case ASC -> Comparator.naturalOrder();
            case DESC -> Comparator.reverseOrder();
        };
        this.readers = new PriorityQueue<>(readers.size(), Comparator.comparing(PartitionReader::head, byId));
        this.now = now;
        this.units = units;
        this.unitsBefore = units.read();
        for (PartitionReader reader : readers) {
            if (reader.hasNext()) {
                this.readers.add(reader);
            }
        }
    }

    /// Whether another event follows, as far as the budget allows to see.
    public boolean hasNext() {
        while (next == null && !readers.isEmpty()) {
            if (units.read() - unitsBefore > BUDGET) {
                spent = true;
                return false;
            }
            Event event = takeFirst();
            if (event.expiredAt(now)) {
                position = event.id();
            } else {
                next = event;
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

    /// Whether the list goes on behind [#position()]: there is a next event, or the budget was spent before one
    /// was found.
    public boolean goesOn() {
        return hasNext() || spent;
    }

    /// The id of the last event that was shown or passed over.
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
        if (reader.hasNext()) {
            readers.add(reader);
        }
        return event;
    }
}
