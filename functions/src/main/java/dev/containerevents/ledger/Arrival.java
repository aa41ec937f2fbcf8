package dev.containerevents.ledger;

import dev.containerevents.table.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a record of the stream says was staged: rows that are to be appended to the log of their organisation.
///
/// @param sequence of the record in its shard
/// @param time     when the rows were staged
/// @param rows     in the order of the records that they are about
public record Arrival(StreamRecord record, String org, BigInteger sequence, Instant time, List<Row> rows) {

    /// Reads a record of a group that [Stage] wrote.
    ///
    /// @throws IllegalArgumentException if something else wrote it
    public static Arrival of(StreamRecord record) {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<BigInteger, byte[]> row : new TreeMap<>(record.staged()).entrySet()) {
            rows.add(Row.read(row.getValue()));
        }
        String org = record.stagesFor().orElseThrow(() -> new IllegalArgumentException("not a record of staged rows"));
        return new Arrival(record, org, new BigInteger(record.sequenceNumber()), record.time(), rows);
    }
}
