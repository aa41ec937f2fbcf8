package dev.containerevents.ledger;

import dev.containerevents.event.Container;
import dev.containerevents.event.Period;
import dev.containerevents.table.StoredRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Some rows of a log that follow each other, and what is known at their end.
///
/// @param first         the index of its first row
/// @param marks         how far each shard is, by its key
/// @param unfolded      how many bytes of runs there are since the last flag, up to and with this run. Whoever
/// appends a flag, a
///                      run with 0, folds
/// @param newest        when the newest event was stored that the log has, up to and with this run
/// @param stored        how many rows tell that an event was stored, up to and with this run
/// @param storedBefore  how many of these there were when the day of the newest event began
/// @param delivers      whether a row up to and with this run is of a destination. So an append knows without a
/// read
///                      whether there is anybody to tell
record Run(
        long first,
        List<Row> rows,
        Map<Long, ShardMark> marks,
        long unfolded,
        Instant newest,
        long stored,
        long storedBefore,
        boolean delivers) {

    /// What precedes the first run of a log.
    static final Run NONE = new Run(0, List.of(), Map.of(), 0, Instant.EPOCH, 0, 0, false);

    static Run read(StoredRun stored) {
        return new Run(
                stored.first(),
                Row.read(stored.rows()),
                ShardMark.read(stored.marks()),
                stored.unfolded(),
                Instant.ofEpochMilli(stored.newest()),
                stored.stored(),
                stored.storedBefore(),
                stored.delivers());
    }

    StoredRun write() {
        return new StoredRun(
                first,
                Row.list(rows),
                ShardMark.write(marks),
                unfolded,
                newest.toEpochMilli(),
                stored,
                storedBefore,
                delivers);
    }

    /// The index behind its last row.
    long end() {
        return first + rows.size();
    }

    /// Whether the counters are to be brought up to its end.
    boolean isFlag() {
        return unfolded == 0 && !rows.isEmpty();
    }

    /// The run that follows this one.
    ///
    /// @param after how many bytes of runs there are since the last flag with this one; 0 if it is a flag
    Run next(List<Row> nextRows, Map<Long, ShardMark> nextMarks, long after) {
        Instant last = newest;
        long count = stored;
        long before = storedBefore;
        boolean ofDestination = delivers;
        for (Row row : nextRows) {
            if (row.kind() == RowKind.STORED) {
                before = Period.DAY.floor(row.at()).isAfter(last) ? count : before;
                last = row.at().isAfter(last) ? row.at() : last;
                count++;
            }
            ofDestination |= row.container().equals(Container.DESTINATIONS);
        }
        return new Run(end(), nextRows, nextMarks, after, last, count, before, ofDestination);
    }
}
