package dev.containerevents.table;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// All that is asked of the table for the logs of organisations. Thread-safe.
public interface LedgerTable {

    /// The most rows that are staged at once: an expression of DynamoDB has at most 4 KB.
    int MOST_STAGED = 250;

    /// The last index that a row can have.
    long LAST_INDEX = LedgerKeys.LAST_INDEX;

    /// The table of the function that we are in, as its environment says.
    static LedgerTable deployed() {
        return new DynamoLedgerTable(Dynamo.deployed());
    }

    static LedgerTable of(DynamoDbClient client, String table) {
        return new DynamoLedgerTable(new Dynamo(client, table));
    }

    /// The name of the table.
    String name();

    /// Puts rows down where the table's stream brings together all that an organisation's log is made of. A row
    /// that is there already stays as it is, and if all are, nothing is written. 1 write unit for each KB of the
    /// group.
    ///
    /// @param group   what the rows share: those of one group come back in the order in which they were staged
    /// @param rows    at most [#MOST_STAGED], by the sequence number of the record that each is about
    /// @param expires when DynamoDB may delete the group
    /// @throws IllegalArgumentException if DynamoDB refuses the rows, and will again
    void stage(String org, String group, Map<BigInteger, byte[]> rows, Instant expires, RequestBudget budget);

    /// Stores a run, unless there is one of that first index. 1 write unit for each KB.
    ///
    /// @return the run that is there; empty if it is the new one
    Optional<StoredRun> append(String org, StoredRun run, RequestBudget budget);

    /// The last run that begins at that index or before it. Half a read unit for 4 KB, twice that if consistent.
    Optional<StoredRun> lastRun(String org, long index, boolean consistent, RequestBudget budget);

    /// The runs that begin from that index on, in order. Half a read unit for 4 KB, twice that if consistent.
    ///
    /// @param most how many to read at the most; there may be more even if fewer are returned
    List<StoredRun> runs(String org, long first, int most, boolean consistent, RequestBudget budget);

    /// All runs from that index on, in order. Consistent. 1 read unit for 4 KB.
    List<StoredRun> runsToEnd(String org, long first, RequestBudget budget);

    /// All sheets of these ranges. Consistent. For each range 1 read unit for 4 KB.
    List<StoredSheet> sheets(List<SheetRange> ranges, RequestBudget budget);

    /// Those of these sheets that exist. Consistent. 1 read unit for each, or for each 4 KB of it.
    List<StoredSheet> sheets(Set<SheetKey> keys, RequestBudget budget);

    /// Replaces a sheet, unless another one took its place. 1 write unit for each KB.
    ///
    /// @param replaced the `upto` of the sheet that it replaces; empty if it is the first
    /// @return the sheet that is there; empty if it is the new one
    Optional<StoredSheet> replace(OptionalLong replaced, StoredSheet sheet, RequestBudget budget);
}
