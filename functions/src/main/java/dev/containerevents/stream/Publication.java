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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// The publication of one batch. It retries what the bus refuses, while there is time, and sends to the dead
/// letters what the bus can never accept.
///
/// A call takes ten entries, fewer than one container may write during a call. So several publishers make calls in
/// parallel, each with the next entries. A publisher whose entries are refused returns them and continues after a
/// pause, so that none is left when the last one ends.
final class Publication {

    /// As many as a batch has calls if its events are small.
    private static final int PUBLISHERS = 10;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 5;

    private final EventBus bus;
    private final DeadLetters deadLetters;
    private final long deadline;

    /// The records that are neither published nor dead letters, in the order of the stream. Like all fields below,
    /// shared by the publishers and guarded by this object's lock.
    private final SequencedSet<StreamRecord> open = new LinkedHashSet<>();

    /// The entries to put next, in the same order.
    private final Deque<BusEntry> waiting = new ArrayDeque<>();

    private int together = EventBus.MOST_ENTRIES;
    private int laidAside;
    private @Nullable RuntimeException failure;

    /// @param time how long new calls may begin
    Publication(EventBus bus, DeadLetters deadLetters, Duration time) {
        this.bus = bus;
        this.deadLetters = deadLetters;
        this.deadline = System.nanoTime() + time.toNanos();
    }

    /// Publishes the new events among these records. Call it once.
    ///
    /// @return the first record that has to be delivered again; all before it are done
    Optional<StreamRecord> publish(List<StreamRecord> records) {
        records.stream().filter(StreamRecord::isNewEvent).forEach(open::add);
        for (StreamRecord record : List.copyOf(open)) {
            try {
                waiting.add(bus.entry(record));
            } catch (IllegalArgumentException e) {
                sendToDeadLetters(record, String.valueOf(e.getMessage()));
            }
        }
        int calls = Math.ceilDiv(waiting.size(), EventBus.MOST_ENTRIES);
        try (ExecutorService publishers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(calls, PUBLISHERS); i++) {
                publishers.execute(this::putAll);
            }
        }
        return open.isEmpty() ? Optional.empty() : Optional.of(open.getFirst());
    }

    /// Returns how many records have to be delivered again, at least.
    int left() {
        return open.size();
    }

    /// Returns how many records the bus can never accept.
    int laidAside() {
        return laidAside;
    }

    /// Returns why the last call that failed as a whole did so; null if none did.
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /// Runs one publisher: puts waiting entries until there are none, or time is up.
    private void putAll() {
        int failuresInARow = 0;
        try {
            for (List<BusEntry> entries = next(); !entries.isEmpty(); entries = next()) {
                List<BusEntry> refused = put(entries);
                if (!refused.isEmpty()) {
                    failuresInARow = refused.size() < entries.size() ? 0 : failuresInARow + 1;
                    LockSupport.parkNanos(FIRST_PAUSE.toNanos() << Math.min(failuresInARow, MOST_DOUBLINGS));
                }
            }
        } catch (RuntimeException e) {
            // Its entries stay open, and are delivered again with the next batch.
            failed(e);
        }
    }

    /// Returns as many entries as fit into one call; none if none is waiting, or time is up.
    private synchronized List<BusEntry> next() {
        List<BusEntry> entries = new ArrayList<>();
        int bytes = 0;
        while (hasTime()
                && !waiting.isEmpty()
                && entries.size() < together
                && bytes + waiting.getFirst().bytes() <= BusEntry.MOST_BYTES) {
            BusEntry entry = waiting.removeFirst();
            bytes += entry.bytes();
            entries.add(entry);
        }
        return entries;
    }

    /// Puts entries. Returns to the queue those that have to be put again, and reports them.
    private List<BusEntry> put(List<BusEntry> entries) {
        List<Outcome> outcomes;
        try {
            outcomes = bus.put(entries);
        } catch (SdkException e) {
            failed(e);
            outcomes = Collections.nCopies(entries.size(), new Outcome.Refused());
        }
        List<BusEntry> refused = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            BusEntry entry = entries.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Taken() -> done(entry.record());
                case Outcome.Refused() -> refused.add(entry);
                case Outcome.RefusedTogether() -> refused.add(entry);
                case Outcome.Hopeless(String why) -> sendToDeadLetters(entry.record(), why);
            }
        }
        giveBack(refused, outcomes.contains(new Outcome.RefusedTogether()));
        return refused;
    }

    private synchronized void giveBack(List<BusEntry> refused, boolean oneByOne) {
        refused.reversed().forEach(waiting::addFirst);
        if (oneByOne) {
            together = 1;
        }
    }

    private synchronized void done(StreamRecord record) {
        open.remove(record);
    }

    private synchronized void failed(RuntimeException e) {
        failure = e;
    }

    /// A record that the queue doesn't get stays open, and is delivered again with the next batch.
    private void sendToDeadLetters(StreamRecord record, String why) {
        if (!hasTime()) {
            return;
        }
        try {
            deadLetters.send(record);
        } catch (SdkException e) {
            failed(e);
            return;
        }
        synchronized (this) {
            open.remove(record);
            laidAside++;
        }
        LogLine.write("PublishEvents", null, json -> {
            json.writeStringField("dead_letter", record.sequenceNumber());
            json.writeStringField("why", why);
        });
    }

    private boolean hasTime() {
        return System.nanoTime() < deadline;
    }
}
