package dev.containerevents.intake;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.RandomIds;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.TableException;
import dev.containerevents.table.WriteResult;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Writes the events of one request. Thread-safe.
final class EntryWriter {

    private final EventTable table;
    private final IntakeRequest request;
    private final RandomIds ids;
    private final RequestBudget budget;

    private final BitSet stored = new BitSet();
    private final AtomicInteger replayed = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    EntryWriter(EventTable table, IntakeRequest request, RandomIds ids, RequestBudget budget) {
        this.table = table;
        this.request = request;
        this.ids = ids;
        this.budget = budget;
    }

    /// Writes one entry, unless another one failed: the sender repeats all of them.
    ///
    /// @return whether there is more to write, which there isn't
    boolean write(Entry entry) {
        if (failure.get() != null) {
            return false;
        }
        try {
            // A conflict: the same record, as it was read at another time.
            if (!(store(entry) instanceof WriteResult.Stored)) {
                replayed.incrementAndGet();
            }
            synchronized (stored) {
                stored.set(entry.index());
            }
        } catch (TableException.Throttled e) {
            throw e;
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
        return false;
    }

    private WriteResult store(Entry entry) {
        WriteResult result = store(entry, entry.id());
        EventId otherwise = entry.otherwise();
        return result instanceof WriteResult.Conflict && otherwise != null ? store(entry, otherwise) : result;
    }

    private WriteResult store(Entry entry, EventId id) {
        Event event = Event.of(
                        id,
                        entry.container(),
                        entry.timestamp(),
                        budget.now(),
                        entry.details(),
                        entry.candidate().key(),
                        request.org())
                .with(ids.seed(id));
        return table.putOnce(event, request.org(), budget);
    }

    /// Throws what kept an entry from being written, if anything did.
    void throwFailure() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    /// Returns the indexes of the entries that are stored.
    BitSet stored() {
        return stored;
    }

    /// Returns how many of these were stored before.
    int replayed() {
        return replayed.get();
    }
}
