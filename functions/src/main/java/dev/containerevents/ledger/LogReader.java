package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredRun;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

/// Reads the rows of a log from an index on, up to the end that was read before. Not thread-safe.
///
/// It reads eventually consistently, and consistently where a replica doesn't have yet what is known to be there.
public final class LogReader {

    /// The rows of a run that is full.
    private static final int USUAL_ROWS = 33;

    private static final int MOST_RUNS = 100;

    private final LedgerTable table;
    private final String org;
    private final Run last;
    private final int wanted;
    private final RequestBudget budget;
    private final Queue<Row> rows = new ArrayDeque<>();

    /// The index of the next row.
    private long index;

    /// The index behind the rows that were read; -1 before the first were.
    private long readTo = -1;

    private long runsRead;
    private long rowsRead;

    LogReader(LedgerTable table, String org, Run last, long index, int wanted, RequestBudget budget) {
        this.table = table;
        this.org = org;
        this.last = last;
        this.index = index;
        this.wanted = wanted;
        this.budget = budget;
    }

    /// The index of the next row, or the size of the log.
    public long index() {
        return index;
    }

    public boolean hasNext() {
        return index < last.end();
    }

    /// Whether only another call to the table tells the next row.
    public boolean mustReadOn() {
        return rows.isEmpty() && hasNext();
    }

    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (rows.isEmpty()) {
            readOn();
        }
        index++;
        return rows.remove();
    }

    private void readOn() {
        if (index >= last.first()) {
            add(last);
        } else if (readTo < 0) {
            add(runAt(table, org, index, budget));
        } else {
            List<StoredRun> next = table.runs(org, index, runsToRead(), false, budget);
            if (next.isEmpty() || next.getFirst().first() != index) {
                next = table.runs(org, index, runsToRead(), true, budget);
            }
            // A replica may lack a run and have the one behind it.
            for (StoredRun run : next) {
                if (run.first() == readTo && readTo < last.end()) {
                    add(Run.read(run));
                }
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalStateException("the log of " + org + " has no row " + index);
        }
    }

    private void add(Run run) {
        int passedOver = (int) Math.max(0, index - run.first());
        rows.addAll(run.rows().subList(passedOver, run.rows().size()));
        readTo = run.end();
        runsRead++;
        rowsRead += run.rows().size();
    }

    /// Enough for the rows that are wanted, going by those that were read.
    private int runsToRead() {
        double rowsOfARun = (USUAL_ROWS + rowsRead) / (1.0 + runsRead);
        double runs = Math.ceil((wanted - rowsRead) / rowsOfARun);
        return (int) Math.clamp(runs, 1, MOST_RUNS);
    }

    /// The run that has the row of that index, which must exist.
    static Run runAt(LedgerTable table, String org, long index, RequestBudget budget) {
        Optional<Run> run = table.lastRun(org, index, false, budget).map(Run::read);
        if (run.isEmpty() || run.get().end() <= index) {
            run = table.lastRun(org, index, true, budget).map(Run::read);
        }
        return run.filter(found -> found.end() > index)
                .orElseThrow(() -> new IllegalStateException("the log of " + org + " has no row " + index));
    }
}
