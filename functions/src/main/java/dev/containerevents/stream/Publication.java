package dev.containerevents.stream;

import dev.containerevents.log.LogLine;
import dev.containerevents.stream.EventBus.Outcome;
import dev.containerevents.table.StreamRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// The publication of one batch: tries what the bus refuses again, for as long as there is time, and lays aside
/// what it can never take. Not thread-safe.
final class Publication {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 5;

    private final EventBus bus;
    private final DeadLetters deadLetters;
    private final long deadline;

    /// What is neither published nor laid aside, in the order of the stream.
    private final SequencedSet<StreamRecord> open = new LinkedHashSet<>();

    /// What is to be put next, in the same order.
    private final Deque<BusEntry> waiting = new ArrayDeque<>();

    private int together = EventBus.MOST_ENTRIES;
    private int failuresInARow;
    private int laidAside;
    private @Nullable SdkException failure;

    /// @param time how long calls are begun
    Publication(EventBus bus, DeadLetters deadLetters, Duration time) {
        this.bus = bus;
        this.deadLetters = deadLetters;
        this.deadline = System.nanoTime() + time.toNanos();
    }

    /// Publishes the new events among these records. Once.
    ///
    /// @return the first record that has to come again; all before it are done
    Optional<StreamRecord> publish(List<StreamRecord> records) {
        records.stream().filter(StreamRecord::isNewEvent).forEach(open::add);
        for (StreamRecord record : List.copyOf(open)) {
            try {
                waiting.add(bus.entry(record));
            } catch (IllegalArgumentException e) {
                layAside(record, String.valueOf(e.getMessage()));
            }
        }
        while (!waiting.isEmpty() && hasTime()) {
            List<BusEntry> entries = next();
            List<BusEntry> refused = put(entries);
            refused.reversed().forEach(waiting::addFirst);
            if (!refused.isEmpty()) {
                failuresInARow = refused.size() < entries.size() ? 0 : failuresInARow + 1;
                pause();
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(open.getFirst());
    }

    /// How many records have to come again, at the least.
    int left() {
        return open.size();
    }

    /// How many records the bus can never take.
    int laidAside() {
        return laidAside;
    }

    /// What the last call that failed as a whole died of; null if none did.
    @Nullable
    SdkException failure() {
        return failure;
    }

    /// As many as fit into one call.
    private List<BusEntry> next() {
        List<BusEntry> entries = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty()
                && entries.size() < together
                && bytes + waiting.getFirst().bytes() <= BusEntry.MOST_BYTES) {
            BusEntry entry = waiting.removeFirst();
            bytes += entry.bytes();
            entries.add(entry);
        }
        return entries;
    }

    /// Puts them and answers those to put again.
    private List<BusEntry> put(List<BusEntry> entries) {
        List<Outcome> outcomes;
        try {
            outcomes = bus.put(entries);
        } catch (SdkException e) {
            failure = e;
            outcomes = Collections.nCopies(entries.size(), new Outcome.Refused());
        }
        List<BusEntry> refused = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            BusEntry entry = entries.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Taken() -> open.remove(entry.record());
                case Outcome.Refused() -> refused.add(entry);
                case Outcome.RefusedTogether() -> {
                    together = 1;
                    refused.add(entry);
                }
                case Outcome.Hopeless(String why) -> layAside(entry.record(), why);
            }
        }
        return refused;
    }

    /// A record that the queue doesn't get stays open, and comes again with the next batch.
    private void layAside(StreamRecord record, String why) {
        if (!hasTime()) {
            return;
        }
        try {
            deadLetters.send(record);
            open.remove(record);
            laidAside++;
            LogLine.write("PublishEvents", null, json -> {
                json.writeStringField("dead_letter", record.sequenceNumber());
                json.writeStringField("why", why);
            });
        } catch (SdkException e) {
            failure = e;
        }
    }

    private void pause() {
        LockSupport.parkNanos(FIRST_PAUSE.toNanos() << Math.min(failuresInARow, MOST_DOUBLINGS));
    }

    private boolean hasTime() {
        return System.nanoTime() < deadline;
    }
}
