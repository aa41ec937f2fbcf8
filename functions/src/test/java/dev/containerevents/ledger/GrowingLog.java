package dev.containerevents.ledger;

import dev.containerevents.event.Event;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetRange;
import dev.containerevents.table.StoredRun;
import dev.containerevents.table.StoredSheet;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// Logs in memory that only grow, for those who read them.
public final class GrowingLog implements LedgerTable {

    private final Map<String, NavigableMap<Long, StoredRun>> logs = new HashMap<>();
    private final Runnable call;

    /// @param call is called at each read
    public GrowingLog(Runnable call) {
        this.call = call;
    }

    /// Appends rows which say that these events were stored, as one run.
    public void append(String org, List<Event> events) {
        NavigableMap<Long, StoredRun> log = log(org);
        Run end = log.isEmpty() ? Run.NONE : Run.read(log.lastEntry().getValue());
        Run next = end.next(events.stream().map(Row::stored).toList(), Map.of(), 1);
        log.put(next.first(), next.write());
    }

    /// Returns how many rows a log has.
    public long size(String org) {
        NavigableMap<Long, StoredRun> log = log(org);
        return log.isEmpty() ? 0 : Run.read(log.lastEntry().getValue()).end();
    }

    private NavigableMap<Long, StoredRun> log(String org) {
        return logs.computeIfAbsent(org, _ -> new TreeMap<>());
    }

    @Override
    public String name() {
        return "growing";
    }

    @Override
    public Optional<StoredRun> lastRun(String org, long index, boolean consistent, RequestBudget budget) {
        call.run();
        return Optional.ofNullable(log(org).floorEntry(index)).map(Map.Entry::getValue);
    }

    @Override
    public List<StoredRun> runs(String org, long first, int most, boolean consistent, RequestBudget budget) {
        call.run();
        return log(org).tailMap(first).values().stream().limit(most).toList();
    }

    @Override
    public void stage(String org, String group, Map<BigInteger, byte[]> rows, Instant expires, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredRun> append(String org, StoredRun run, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredRun> runsToEnd(String org, long first, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredSheet> sheets(List<SheetRange> ranges, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredSheet> sheets(Set<SheetKey> keys, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredSheet> replace(OptionalLong replaced, StoredSheet sheet, RequestBudget budget) {
        throw new UnsupportedOperationException();
    }
}
