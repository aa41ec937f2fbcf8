package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetRange;
import dev.containerevents.table.StoredRun;
import dev.containerevents.table.StoredSheet;
import dev.containerevents.table.StreamRecord;
import dev.containerevents.table.TableFaults;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// The part of the table that a log needs, in memory. Each call pauses before and after it is done, and may fail
/// at both: an answer that is lost, and a retry of the SDK's that meets its own success.
final class SimulatedTable implements LedgerTable {

    private static final double FAULTS = 0.02;
    private static final double RETRIES = 0.03;

    /// So many runs may be missing where a read is eventually consistent.
    private static final int LAG = 3;

    private static final Comparator<SheetKey> KEYS = Comparator.comparing(SheetKey::org)
            .thenComparing(SheetKey::container, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparing(SheetKey::kind)
            .thenComparingInt(SheetKey::part)
            .thenComparing(SheetKey::start);

    private final Random random;
    private final Runnable pause;
    private final BiConsumer<String, StreamRecord> stream;
    private final Map<String, Staged> staged = new TreeMap<>();
    private final Map<String, NavigableMap<Long, StoredRun>> logs = new HashMap<>();
    private final Map<String, List<Row>> committed = new HashMap<>();
    private final NavigableMap<SheetKey, StoredSheet> sheets = new TreeMap<>(KEYS);
    private Instant now;
    private long sequence;

    private record Staged(String org, String group, TreeMap<BigInteger, byte[]> rows, long expires) {}

    /// @param stream takes the record of each change of staged rows, and the key of its item
    SimulatedTable(Random random, Instant now, Runnable pause, BiConsumer<String, StreamRecord> stream) {
        this.random = random;
        this.now = now;
        this.pause = pause;
        this.stream = stream;
    }

    /// Sets the time, and deletes what has expired.
    void now(Instant time) {
        now = time;
        staged.values().removeIf(item -> item.expires < time.getEpochSecond());
    }

    @Override
    public String name() {
        return "simulated";
    }

    /// @return whether an answer will be lost
    private boolean begin() {
        pause.run();
        if (random.nextDouble() < FAULTS) {
            throw TableFaults.unavailable();
        }
        return random.nextDouble() < FAULTS;
    }

    private void end(boolean isLost) {
        pause.run();
        if (isLost) {
            throw TableFaults.unavailable();
        }
    }

    @Override
    public void stage(String org, String group, Map<BigInteger, byte[]> rows, Instant expires, RequestBudget budget) {
        boolean isLost = begin();
        Staged old = staged.get(org + "/" + group);
        TreeMap<BigInteger, byte[]> all = old == null ? new TreeMap<>() : new TreeMap<>(old.rows);
        all.putAll(rows);
        Staged item = new Staged(org, group, all, expires.getEpochSecond());
        // A write that changes nothing makes no record.
        if (old == null || old.rows.size() != all.size() || old.expires != item.expires) {
            staged.put(org + "/" + group, item);
            sequence++;
            stream.accept(
                    group,
                    StreamRecord.read("{\"dynamodb\":{\"ApproximateCreationDateTime\":" + now.getEpochSecond()
                            + ",\"SequenceNumber\":\"" + sequence + "\""
                            + (old == null ? "" : ",\"OldImage\":" + json(old))
                            + ",\"NewImage\":" + json(item) + "}}"));
        }
        end(isLost);
    }

    private static String json(Staged item) {
        StringBuilder json = new StringBuilder("{\"pk\":{\"S\":\"S#" + item.org + "\"},\"sk\":{\"S\":\"" + item.group
                + "\"},\"expires\":{\"N\":\"" + item.expires + "\"}");
        item.rows.forEach((number, row) -> json.append(",\"#")
                .append(number)
                .append("\":{\"B\":\"")
                .append(Base64.getEncoder().encodeToString(row))
                .append("\"}"));
        return json.append('}').toString();
    }

    @Override
    public Optional<StoredRun> append(String org, StoredRun run, RequestBudget budget) {
        boolean isLost = begin();
        NavigableMap<Long, StoredRun> log = log(org);
        Optional<StoredRun> winner = Optional.ofNullable(log.putIfAbsent(run.first(), run));
        if (winner.isEmpty()) {
            List<Row> rows = committed.computeIfAbsent(org, _ -> new ArrayList<>());
            Difference.unless(
                    run.first() == rows.size(), "a run doesn't begin at the end of the log", run.first(), rows.size());
            rows.addAll(Row.read(run.rows()));
            if (random.nextDouble() < RETRIES) {
                winner = Optional.of(run);
            }
        }
        end(isLost);
        return winner;
    }

    @Override
    public Optional<StoredRun> lastRun(String org, long index, boolean consistent, RequestBudget budget) {
        boolean isLost = begin();
        Optional<StoredRun> run =
                Optional.ofNullable(seen(org, consistent).floorEntry(index)).map(Map.Entry::getValue);
        end(isLost);
        return run;
    }

    @Override
    public List<StoredRun> runs(String org, long first, int most, boolean consistent, RequestBudget budget) {
        boolean isLost = begin();
        List<StoredRun> runs = seen(org, consistent).tailMap(first).values().stream()
                .limit(most)
                .toList();
        end(isLost);
        return runs;
    }

    @Override
    public List<StoredRun> runsToEnd(String org, long first, RequestBudget budget) {
        boolean isLost = begin();
        List<StoredRun> runs = List.copyOf(log(org).tailMap(first).values());
        end(isLost);
        return runs;
    }

    /// Each range is read by a query of its own.
    @Override
    public List<StoredSheet> sheets(List<SheetRange> ranges, RequestBudget budget) {
        List<StoredSheet> found = new ArrayList<>();
        for (SheetRange range : ranges) {
            boolean isLost = begin();
            found.addAll(sheets.subMap(range.first(), true, range.last(), true).values());
            end(isLost);
        }
        return found;
    }

    @Override
    public List<StoredSheet> sheets(Set<SheetKey> keys, RequestBudget budget) {
        List<StoredSheet> found = new ArrayList<>();
        boolean isLost = begin();
        for (SheetKey key : keys) {
            Optional.ofNullable(sheets.get(key)).ifPresent(found::add);
        }
        end(isLost);
        return found;
    }

    @Override
    public Optional<StoredSheet> replace(OptionalLong replaced, StoredSheet sheet, RequestBudget budget) {
        boolean isLost = begin();
        Optional<StoredSheet> winner = Optional.ofNullable(sheets.get(sheet.key()));
        if (replaced.equals(winner.map(each -> OptionalLong.of(each.upto())).orElse(OptionalLong.empty()))) {
            sheets.put(sheet.key(), sheet);
            winner = random.nextDouble() < RETRIES ? Optional.of(sheet) : Optional.empty();
        }
        end(isLost);
        return winner;
    }

    /// The log as some replica has it.
    private NavigableMap<Long, StoredRun> seen(String org, boolean consistent) {
        NavigableMap<Long, StoredRun> log = new TreeMap<>(log(org));
        for (int lag = consistent ? 0 : random.nextInt(LAG); lag > 0 && !log.isEmpty(); lag--) {
            log.pollLastEntry();
        }
        return log;
    }

    private NavigableMap<Long, StoredRun> log(String org) {
        return logs.computeIfAbsent(org, _ -> new TreeMap<>());
    }

    /// The rows of a log, in the order in which they were committed.
    List<Row> committed(String org) {
        return committed.getOrDefault(org, List.of());
    }

    List<StoredRun> runs(String org) {
        return List.copyOf(log(org).values());
    }
}
