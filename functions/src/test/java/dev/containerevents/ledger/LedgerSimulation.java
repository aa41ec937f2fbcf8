package dev.containerevents.ledger;

import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StreamRecord;
import dev.containerevents.table.TableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One schedule of everything that feeds and reads logs: the instances of the function that follow the shards of
/// the stream, killed, overtaken and restarted between any two calls, batches that are cut anew and come again,
/// shards that end and split, answers that are lost, groups that expire, and readers all the time.
///
/// The classes under test are the real ones. What happens, and in which order, follows from the seed alone.
public final class LedgerSimulation {

    static final List<String> ORGS = List.of("acme", "globex", "initech");
    static final int SHARDS = 3;

    private static final Instant BEGIN = Instant.parse("2026-11-21T20:00:00Z");
    private static final int EVENTS = 30;
    private static final int INSTANCES = 3;
    private static final int MOST_RECORDS = 12;
    private static final int MOST_HOURS = 20;

    /// So that a schedule has some folds.
    static final int MOST_UNFOLDED = 1_500;

    private final Random random;

    /// Whether an organisation's staged rows come by two shards from some moment on.
    private final boolean splits;

    private final SimulatedTable table;
    private final SimulatedEvents events;
    private final List<SimulatedEvents.Written> written = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private final Map<String, Shard> newestShards = new HashMap<>();
    private final List<Append> instances = new ArrayList<>();
    private final List<Fiber> readers = new ArrayList<>();
    private Instant now = BEGIN;
    private @Nullable Fiber current;
    private boolean isSplit;
    private int generation;

    private LedgerSimulation(long seed) {
        // Seeds that lie side by side begin with the same numbers otherwise.
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        splits = random.nextBoolean();
        table = new SimulatedTable(
                random, now, () -> Objects.requireNonNull(current).pause(), this::staged);
        events = new SimulatedEvents(random);
    }

    /// Runs the schedule of that seed.
    ///
    /// @throws Difference if the logs are not what they should be
    public static void run(long seed) {
        new LedgerSimulation(seed).run();
    }

    private void run() {
        write();
        drain(true);
        // By then no record of before comes again, and nothing of it is kept but the logs.
        now = now.plus(Duration.ofDays(8 + random.nextInt(5)));
        table.now(now);
        endShards();
        write();
        drain(false);
        ORGS.forEach(this::verify);
    }

    /// A shard of the stream, and the instances that are at work on it.
    private final class Shard {

        final String id;
        final @Nullable Shard parent;

        /// Of one kind: changes, or arrivals.
        final List<Object> records = new ArrayList<>();

        final List<Fiber> late = new ArrayList<>();
        int done;
        int failedAt;

        @Nullable
        Fiber live;

        Shard(String id, @Nullable Shard parent) {
            this.id = id;
            this.parent = parent;
            shards.add(this);
        }

        boolean isReady() {
            return parent == null || parent.isDone();
        }

        boolean isDone() {
            return done == records.size() && live == null && (parent == null || parent.isDone());
        }

        boolean isBusy() {
            return isReady() && (done < records.size() || live != null || !late.isEmpty());
        }

        void advance() {
            if (!late.isEmpty() && random.nextInt(3) == 0) {
                Fiber fiber = late.get(random.nextInt(late.size()));
                go(fiber);
                if (fiber.isDone()) {
                    late.remove(fiber);
                }
            } else if (live == null) {
                begin();
            } else if (random.nextInt(50) == 0) {
                live.kill();
                live = null;
            } else if (random.nextInt(50) == 0) {
                late.add(live);
                live = null;
            } else {
                go(live);
                if (live.isDone()) {
                    done = failedAt;
                    live = null;
                }
            }
        }

        private void begin() {
            if (done == records.size()) {
                return;
            }
            int from = done;
            int end = Math.min(records.size(), from + 1 + random.nextInt(MOST_RECORDS));
            List<Object> batch = List.copyOf(records.subList(from, end));
            Append append = instance();
            live = new Fiber(() -> {
                int first = deliver(id, batch, append);
                // Lambda takes an answer only of the instance that it waits for.
                if (live == current) {
                    failedAt = from + first;
                }
            });
            failedAt = from;
        }

        void interrupt() {
            late.forEach(Fiber::kill);
            late.clear();
            if (live != null) {
                live.kill();
                live = null;
            }
        }
    }

    private Append instance() {
        if (instances.size() < INSTANCES || random.nextInt(10) == 0) {
            Append cold = new Append(table, MOST_UNFOLDED, new Fold(table, 1 + random.nextInt(30)));
            instances.add(cold);
            if (instances.size() > INSTANCES) {
                instances.removeFirst();
            }
            return cold;
        }
        return instances.get(random.nextInt(instances.size()));
    }

    private void go(Fiber fiber) {
        current = fiber;
        fiber.step();
        if (fiber.failure() instanceof Error error) {
            throw error;
        }
        if (fiber.failure() instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /// Does what the function does with a batch, one thing after the other.
    ///
    /// @return the first record that wasn't written
    private int deliver(String shard, List<Object> batch, Append append) {
        Map<Runnable, List<?>> tasks = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        Map<String, List<Arrival>> arrivals = new LinkedHashMap<>();
        for (Object record : batch) {
            switch (record) {
                case Change change -> changes.add(change);
                case Arrival arrival ->
                    arrivals.computeIfAbsent(arrival.org(), _ -> new ArrayList<>())
                            .add(arrival);
                default -> throw new IllegalStateException();
            }
        }
        Stage stage = new Stage(table);
        for (Stage.Group group : Stage.groups(shard, changes)) {
            tasks.put(() -> stage.write(group, new RequestBudget()), group.changes());
        }
        arrivals.forEach(
                (org, ofOrg) -> tasks.put(() -> append.append(org, shard, ofOrg, now, new RequestBudget()), ofOrg));
        List<Map.Entry<Runnable, List<?>>> order = new ArrayList<>(tasks.entrySet());
        Collections.shuffle(order, random);
        int first = batch.size();
        for (Map.Entry<Runnable, List<?>> task : order) {
            try {
                task.getKey().run();
            } catch (TableException e) {
                first = Math.min(first, batch.indexOf(task.getValue().getFirst()));
            }
        }
        return first;
    }

    /// Writes events, whose records come by a few shards, of which each may end and have a successor.
    private void write() {
        generation++;
        List<SimulatedEvents.Written> records = events.write(EVENTS, now);
        written.addAll(records);
        int roll = random.nextInt(2 * records.size());
        for (int i = 0; i < records.size(); i++) {
            String name = "e" + records.get(i).shard();
            if (i == roll) {
                newestShards.computeIfPresent(name, (_, shard) -> new Shard(shard.id + "'", shard));
            }
            newestShards
                    .computeIfAbsent(name, _ -> new Shard(name + "-" + generation, null))
                    .records
                    .add(records.get(i).change());
        }
    }

    private void endShards() {
        newestShards.clear();
        isSplit = false;
    }

    /// Takes a record of staged rows. All rows of an organisation come by one shard, unless it splits.
    private void staged(String group, StreamRecord record) {
        Arrival arrival = Arrival.of(record);
        String name = "s" + ORGS.indexOf(arrival.org()) % 2;
        Shard whole = newestShards.computeIfAbsent(name, _ -> new Shard(name + "-" + generation, null));
        Shard shard = whole;
        if (isSplit) {
            String part = name + "ab".charAt(Math.floorMod(group.hashCode(), 2));
            shard = newestShards.computeIfAbsent(part, _ -> new Shard(part + "-" + generation, whole));
        }
        shard.records.add(arrival);
    }

    /// Goes on until everything is delivered, and every instance has ended.
    ///
    /// @param jumps whether hours may pass meanwhile
    private void drain(boolean jumps) {
        int hours = MOST_HOURS;
        while (true) {
            List<Shard> busy = shards.stream().filter(Shard::isBusy).toList();
            if (busy.isEmpty()) {
                break;
            }
            isSplit |= splits && random.nextInt(200) == 0;
            if (jumps && random.nextInt(300) == 0 && hours > 0) {
                int jump = 1 + random.nextInt(hours);
                hours -= jump;
                pass(Duration.ofHours(jump));
                continue;
            }
            if (random.nextInt(5) == 0) {
                read();
            }
            busy.get(random.nextInt(busy.size())).advance();
        }
        readers.forEach(Fiber::kill);
        readers.clear();
    }

    /// Hours go by in which the function doesn't run. What was delivered before may come again: the stream still
    /// has it.
    private void pass(Duration time) {
        now = now.plus(time);
        table.now(now);
        for (Shard shard : shards) {
            shard.interrupt();
            shard.done = Math.max(0, shard.done - random.nextInt(10));
        }
    }

    private void read() {
        if (readers.isEmpty() || random.nextInt(5) == 0) {
            String org = ORGS.get(random.nextInt(ORGS.size()));
            readers.add(new Fiber(
                    switch (random.nextInt(8)) {
                        case 0 -> () -> setPerContainer(org);
                        case 1, 2, 3 -> new SimulatedRead(table, org, random);
                        default -> new SimulatedCount(table, org, random);
                    }));
        }
        Fiber reader = readers.get(random.nextInt(readers.size()));
        go(reader);
        if (reader.isDone()) {
            readers.remove(reader);
        }
    }

    private void setPerContainer(String org) {
        try {
            Counters.setPerContainer(table, org, random.nextInt(4) > 0, new RequestBudget());
        } catch (TableException e) {
            // The operator says it again.
        }
    }

    private void verify(String org) {
        List<Row> rows = table.committed(org);
        new LogComparison(written, !splits).verify(org, rows, table.runs(org));
        verifySince(org, rows);
        for (int i = 0; i < 3; i++) {
            finish(new Fiber(new SimulatedCount(table, org, random)));
        }
    }

    private void verifySince(String org, List<Row> rows) {
        Instant time = BEGIN.plusSeconds(random.nextInt(10)).plusMillis(random.nextInt(1_000));
        int expected = 0;
        while (expected < rows.size()
                && (rows.get(expected).kind() != RowKind.STORED
                        || rows.get(expected).at().isBefore(time))) {
            expected++;
        }
        int index = expected;
        Log log = new Log(table);
        Fiber fiber = new Fiber(() -> {
            try {
                long found = log.since(org, log.end(org, new RequestBudget()), time, new RequestBudget());
                Difference.unless(found == index, "a time was found elsewhere", time, found, index);
            } catch (TableException e) {
                // Asked too often for a call to succeed each time.
            }
        });
        finish(fiber);
    }

    private void finish(Fiber fiber) {
        while (!fiber.isDone()) {
            go(fiber);
        }
    }
}
