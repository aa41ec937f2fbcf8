package dev.containerevents.ledger;

import dev.containerevents.event.Period;
import dev.containerevents.table.StoredRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Some rows of a log that follow each other, and what is known at their end.
///
/// @param first         the index of its first row
/// @param marks         how far each shard is, by its key
/// @param flag          up to which index, exclusive, rows may be folded. All who fold stop at the same flags
/// @param runsSinceFlag how many runs lie behind the flag
/// @param newest        when the newest event was stored that the log has, up to and with this run
/// @param stored        how many rows tell that an event was stored, up to and with this run
/// @param storedBefore  how many of these there were when the day of the newest event began
record Run(
        long first,
        List<Row> rows,
        Map<Long, ShardMark> marks,
        long flag,
        int runsSinceFlag,
        Instant newest,
        long stored,
        long storedBefore) {

    /// What precedes the first run of a log.
    static final Run NONE = new Run(0, List.of(), Map.of(), 0, 0, Instant.EPOCH, 0, 0);

    /// So many rows behind a flag there is the next one, unless more rows wait to be appended.
    private static final int ROWS_TO_FLAG = 64;

    /// The same of runs, of which each may have a single row.
    private static final int RUNS_TO_FLAG = 16;

    static Run read(StoredRun stored) {
        return new Run(
                stored.first(),
                Row.read(stored.rows()),
                ShardMark.read(stored.marks()),
                stored.flag(),
                stored.runsSinceFlag(),
                Instant.ofEpochMilli(stored.newest()),
                stored.stored(),
                stored.storedBefore());
    }

    StoredRun write() {
        return new StoredRun(
                first,
                Row.list(rows),
                ShardMark.write(marks),
                flag,
                runsSinceFlag,
                newest.toEpochMilli(),
                stored,
                storedBefore);
    }

    /// The index behind its last row.
    long end() {
        return first + rows.size();
    }

    /// The run that follows this one.
    ///
    /// @param isLast whether it ends what there is to append
    Run next(List<Row> nextRows, Map<Long, ShardMark> nextMarks, boolean isLast) {
        long end = end() + nextRows.size();
        boolean isFlagged = isLast && (end - flag >= ROWS_TO_FLAG || runsSinceFlag + 1 >= RUNS_TO_FLAG);
        Instant last = newest;
        long count = stored;
        long before = storedBefore;
        for (Row row : nextRows) {
            if (row.kind() == RowKind.STORED) {
                before = Period.DAY.floor(row.at()).isAfter(last) ? count : before;
                last = row.at().isAfter(last) ? row.at() : last;
                count++;
            }
        }
        return new Run(
                end(),
                nextRows,
                nextMarks,
                isFlagged ? end : flag,
                isFlagged ? 0 : runsSinceFlag + 1,
                last,
                count,
                before);
    }
}
