package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StreamRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The first hop: puts the rows of one shard of the stream down, those of an organisation in one partition. The
/// stream then brings them together, whatever shards they came from.
///
/// Each row is an attribute that is named by the sequence number of its record, so a batch that comes again, whole
/// or in other pieces, writes nothing new. Thread-safe.
public final class Stage {

    /// A row may come again for as long as the stream keeps its record, which is a day.
    private static final Duration KEPT = Duration.ofDays(7);

    /// Into how many groups the events that were stored in one second are divided.
    private static final int GROUPS = 4;

    private final LedgerTable table;

    public Stage(LedgerTable table) {
        this.table = table;
    }

    /// Rows that are staged in one item, in the order in which their records came.
    public record Group(String org, String key, List<Change> changes) {

        /// The records that they are about.
        public List<StreamRecord> records() {
            return changes.stream().map(Change::record).toList();
        }
    }

    /// Groups the changes of a batch. What is said of one event is in one group, so it stays in order. The group
    /// depends on the event, and not on the batch.
    ///
    /// @param shard the id of the stream's shard that they come from
    public static List<Group> groups(String shard, List<Change> changes) {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Change change : changes) {
            String org = change.event().container().org();
            String key = key(shard, change);
            // No organisation's id has a line break.
            groups.computeIfAbsent(org + "\n" + key, _ -> new Group(org, key, new ArrayList<>()))
                    .changes()
                    .add(change);
        }
        return List.copyOf(groups.values());
    }

    private static String key(String shard, Change change) {
        return shard + "#" + change.event().created().getEpochSecond() + "#"
                + Long.remainderUnsigned(change.event().id().low(), GROUPS);
    }

    /// Puts the rows of a group down. 1 write unit for each KB that the group then has.
    ///
    /// @throws IllegalArgumentException if DynamoDB refuses the rows, and will again
    public void write(Group group, RequestBudget budget) {
        TreeMap<BigInteger, byte[]> part = new TreeMap<>();
        Instant expires = Instant.MIN;
        for (Change change : group.changes()) {
            part.put(change.sequence(), change.row().bytes());
            expires = later(expires, expiry(change.time()));
            if (part.size() == LedgerTable.MOST_STAGED) {
                table.stage(group.org(), group.key(), part, expires, budget);
                part = new TreeMap<>();
            }
        }
        if (!part.isEmpty()) {
            table.stage(group.org(), group.key(), part, expires, budget);
        }
    }

    /// At the end of a day, so that the rows of one day agree on it, and none changes it.
    private static Instant expiry(Instant time) {
        return time.plus(KEPT).truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
