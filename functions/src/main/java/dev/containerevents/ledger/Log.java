package dev.containerevents.ledger;

import dev.containerevents.event.Period;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.Optional;

/// Reads the logs of organisations. Thread-safe.
public final class Log {

    private final LedgerTable table;

    public Log(LedgerTable table) {
        this.table = table;
    }

    /// The logs in the table of the function that we are in, as its environment says.
    public static Log deployed() {
        return new Log(LedgerTable.deployed());
    }

    /// What names a log. A table that is restored from a backup has another name, because its logs may go on in
    /// another way.
    public String origin(String org) {
        return table.name() + "/orgs/" + org;
    }

    /// The end of a log at the moment of reading.
    public static final class End {

        private final Run last;

        private End(Run last) {
            this.last = last;
        }

        Run last() {
            return last;
        }

        /// How many rows the log has: the index of the next one.
        public long size() {
            return last.end();
        }

        /// When the newest event was stored that has a row; empty if none has.
        public Optional<Instant> asOf() {
            return last.newest().equals(Instant.EPOCH) ? Optional.empty() : Optional.of(last.newest());
        }

        /// How many events the log says were ever stored.
        public long stored() {
            return last.stored();
        }

        /// How many events the log says were stored since that day began, in UTC, provided that no later day has.
        /// One that was stored before midnight and got its row after the day's first is counted, too.
        public long storedOn(Instant day) {
            return last.newest().isBefore(Period.DAY.floor(day)) ? 0 : last.stored() - last.storedBefore();
        }
    }

    /// Reads the end of a log. Consistent. 1 read unit.
    public End end(String org, RequestBudget budget) {
        return new End(table.lastRun(org, LedgerTable.LAST_INDEX, true, budget)
                .map(Run::read)
                .orElse(Run.NONE));
    }

    /// Reads how many events the log says were stored today, in UTC. Consistent. 1 read unit.
    public long storedToday(String org, Instant now, RequestBudget budget) {
        return end(org, budget).storedOn(now);
    }

    /// Reads rows from that index on. Half a read unit for 4 KB, some 33 rows that were appended together.
    ///
    /// @param wanted how many rows the caller means to take
    public LogReader read(String org, End end, long index, int wanted, RequestBudget budget) {
        return new LogReader(table, org, end.last(), index, wanted, budget);
    }

    /// Finds the index of the first row of an event that was stored at that time or later. Before it lie only
    /// events that were stored earlier. Half a read unit for each halving of the log.
    ///
    /// @return the size of the log if there is none
    public long since(String org, End end, Instant time, RequestBudget budget) {
        long low = 0;
        long high = end.size();
        Run first = end.last();
        if (first.newest().isBefore(time)) {
            return high;
        }
        high = first.first();
        while (low < high) {
            Run middle = run(org, low + (high - low) / 2, budget);
            if (middle.newest().isBefore(time)) {
                low = middle.end();
            } else {
                first = middle;
                high = middle.first();
            }
        }
        long index = first.first();
        for (Row row : first.rows()) {
            if (row.kind() == RowKind.STORED && !row.at().isBefore(time)) {
                break;
            }
            index++;
        }
        return index;
    }

    private Run run(String org, long index, RequestBudget budget) {
        return LogReader.runAt(table, org, index, budget);
    }
}
