package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.Context;
import dev.containerevents.aws.Handler;
import dev.containerevents.aws.KeepActive;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.Mark;
import dev.containerevents.table.RollupChanges;
import dev.containerevents.table.RollupWriter;
import dev.containerevents.table.RollupWriter.Applied;
import dev.containerevents.table.StreamRecord;
import dev.containerevents.table.TableException;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts what the table's stream tells: each record once, however often and in whatever pieces a batch comes.
///
/// The records of a batch are counted in runs of as many as one transaction takes. The same transaction moves the
/// mark of their shard, on the condition that nobody else did; what lies before the mark is skipped. A record that
/// can't be counted goes to the dead-letter queue, whole, and the mark moves past it.
///
/// Takes one batch at a time, as Lambda calls it.
public final class UpdateRollups extends Handler {

    /// A windowed invocation must answer with a state. We need none: the window is there because only it tells the
    /// shard.
    private static final byte[] ANSWER = "{\"state\":{}}".getBytes(StandardCharsets.UTF_8);

    /// Left of the function's time when it gives up, for Lambda to call it again.
    private static final int MILLIS_TO_END = 5_000;

    private static final int FIRST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    private static final String NAME = UpdateRollups.class.getSimpleName();

    /// Not the quicker `ThreadLocalRandom`, whose seed is in the snapshot: all copies would pause in step.
    private final SecureRandom random = new SecureRandom();

    private final RollupWriter table;
    private final DeadLetters deadLetters;

    public UpdateRollups() {
        this(RollupWriter.deployed(), DeadLetters.deployed());
    }

    UpdateRollups(RollupWriter table, DeadLetters deadLetters) {
        this.table = table;
        this.deadLetters = deadLetters;
    }

    /// Counts a record by a mark that can't be there, so the transaction is refused as a whole.
    @Override
    protected void prime() throws IOException {
        RollupChanges changes = new RollupChanges();
        changes.add(Priming.record());
        table.apply(new Mark("-", 0, "-"), "-", changes, Instant.now(), new Units());
    }

    /// @throws TableException         if the table is throttled for too long; Lambda then sends the batch again
    /// @throws IllegalStateException  if the event source mapping has no tumbling window
    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        byte[] event = in.readAllBytes();
        if (KeepActive.isCall(event)) {
            return;
        }
        StreamBatch batch = StreamBatch.read(event);
        String shard = batch.shard()
                .orElseThrow(() -> new IllegalStateException("the event source mapping needs a tumbling window"));
        if (!batch.records().isEmpty()) {
            count(shard, batch.records(), context);
        }
        out.write(ANSWER);
    }

    private void count(String shard, List<StreamRecord> records, Context context) {
        Count count = new Count(records, context);
        @Nullable RuntimeException failure = null;
        try {
            count.all(shard);
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            count.log(shard, failure);
        }
    }

    /// The counting of one batch.
    private final class Count {

        private final List<StreamRecord> records;
        private final Context context;
        private final Units units = new Units();
        private final long begin = System.nanoTime();

        /// The sequences of those that can't be counted, and are in the queue.
        private final Set<String> dead = new HashSet<>();

        private int transactions;

        /// As many records as one transaction takes, the first ones that are not counted yet.
        private record Run(int length, String lastSequence, RollupChanges changes) {}

        Count(List<StreamRecord> records, Context context) {
            this.records = records;
            this.context = context;
        }

        void all(String shard) {
            Mark mark = table.mark(shard, units);
            int most = records.size();
            for (List<StreamRecord> left = left(mark); !left.isEmpty(); left = left(mark)) {
                Run run = run(left, most);
                switch (apply(mark, run)) {
                    case Applied.Moved(Mark moved) -> {
                        mark = moved;
                        most = records.size();
                    }
                    case Applied.Stale() -> mark = table.mark(shard, units);
                    case Applied.Refused(RuntimeException cause) -> {
                        // One record is why; the others needn't wait for it.
                        if (run.length == 1) {
                            bury(left.getFirst(), cause);
                        }
                        most = Math.max(1, run.length / 2);
                    }
                }
            }
        }

        private List<StreamRecord> left(Mark mark) {
            return records.stream().filter(record -> !mark.covers(record)).toList();
        }

        private Run run(List<StreamRecord> left, int most) {
            RollupChanges changes = new RollupChanges();
            int length = 0;
            while (length < Math.min(left.size(), most) && add(changes, left.get(length))) {
                length++;
            }
            return new Run(length, left.get(length - 1).sequence(), changes);
        }

        /// Whether the transaction has room for it.
        private boolean add(RollupChanges changes, StreamRecord record) {
            try {
                return dead.contains(record.sequence()) || changes.add(record);
            } catch (IllegalArgumentException e) {
                bury(record, e);
                return true;
            }
        }

        /// Before the mark moves past it: better twice in the queue than lost.
        private void bury(StreamRecord record, RuntimeException cause) {
            deadLetters.send(record);
            dead.add(record.sequence());
            LogLine.write(NAME, cause, json -> json.writeStringField("dead_letter", record.sequenceNumber()));
        }

        private Applied apply(Mark mark, Run run) {
            long pause = FIRST_PAUSE_MILLIS;
            while (true) {
                try {
                    transactions++;
                    return table.apply(mark, run.lastSequence, run.changes, Instant.now(), units);
                } catch (TableException e) {
                    if (context.getRemainingTimeInMillis() < MILLIS_TO_END) {
                        throw e;
                    }
                    sleep(random.nextLong(pause, 2 * pause));
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                }
            }
        }

        void log(String shard, @Nullable Throwable failure) {
            LogLine.write(NAME, failure, json -> {
                json.writeStringField("shard", shard);
                json.writeNumberField("records", records.size());
                json.writeNumberField("dead_letters", dead.size());
                json.writeNumberField("transactions", transactions);
                json.writeNumberField("read_units", units.read());
                json.writeNumberField("write_units", units.write());
                json.writeNumberField("micros", (System.nanoTime() - begin) / 1000);
            });
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
