package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The second hop: appends staged rows to the log of their organisation, each once.
///
/// A run is stored at the index where the log ends, unless there is one already. It holds the marks of all shards,
/// so whoever was slower learns from it both where the log now ends and which rows it has. Thread-safe.
public final class Append {

    /// No record of a shard can come any more so long after the shard's last one: the stream keeps it for a day.
    static final Duration MARK_KEPT = Duration.ofHours(50);

    /// What a run's item may have, so that it is read for one unit.
    private static final int MOST_BYTES = 4_000;

    /// What a run's item has besides rows, marks and the organisation's id.
    private static final int FRAME_BYTES = 145;

    /// The most ends of logs that are kept in memory.
    private static final int MOST_ENDS = 10_000;

    /// What readers find after the last flag, at most. It costs them two read units.
    private static final int MOST_UNFOLDED = 8_000;

    private final LedgerTable table;
    private final Fold fold;
    private final int mostUnfolded;

    /// The last known run of each organisation. There may be later ones.
    private final Map<String, Run> ends = new ConcurrentHashMap<>();

    public Append(LedgerTable table) {
        this(table, MOST_UNFOLDED, new Fold(table));
    }

    Append(LedgerTable table, int mostUnfolded, Fold fold) {
        this.table = table;
        this.mostUnfolded = mostUnfolded;
        this.fold = fold;
    }

    /// A row that may have to be appended, and where it comes from.
    ///
    /// @param number counts the rows of the record from 1 on
    private record Candidate(Arrival arrival, int number, Row row) {}

    /// Appends the rows of one organisation that its log doesn't have yet, and folds if it ends with a flag then.
    /// 1 write unit for each KB, about 9 rows, and a read unit if the end of the log isn't known.
    ///
    /// @param shard    the id of the stream's shard that they come from
    /// @param arrivals in the order of the shard
    /// @return whether the organisation may have destinations, which then may have something to get: also if the
    /// rows were in the log already, because whoever appended them may have ended before it told anybody
    public boolean append(String org, String shard, List<Arrival> arrivals, Instant now, RequestBudget budget) {
        long key = ShardMark.key(shard);
        Run end = ends.get(org);
        if (end == null) {
            end = end(org, budget);
        }
        boolean lostBefore = false;
        List<Candidate> left = left(arrivals, end, key);
        while (!left.isEmpty()) {
            Run next = next(org, end, key, left, now);
            Optional<StoredRun> winner = table.append(org, next.write(), budget);
            if (winner.isEmpty()) {
                end = next;
            } else {
                // One that is far behind would otherwise lose to each run that was appended meanwhile.
                end = lostBefore ? end(org, budget) : Run.read(winner.get());
            }
            lostBefore = winner.isPresent() && !lostBefore;
            left = left(arrivals, end, key);
        }
        if (ends.size() >= MOST_ENDS) {
            ends.clear();
        }
        ends.put(org, end);
        if (end.isFlag()) {
            fold.fold(org, end, budget);
        }
        return end.delivers();
    }

    private Run end(String org, RequestBudget budget) {
        return table.lastRun(org, LedgerTable.LAST_INDEX, true, budget)
                .map(Run::read)
                .orElse(Run.NONE);
    }

    /// The rows that the log doesn't have.
    private static List<Candidate> left(List<Arrival> arrivals, Run end, long shard) {
        ShardMark mark = end.marks().get(shard);
        List<Candidate> left = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            for (int i = 0; i < arrival.rows().size(); i++) {
                if (mark == null || !mark.covers(arrival.sequence(), i + 1)) {
                    left.add(new Candidate(arrival, i + 1, arrival.rows().get(i)));
                }
            }
        }
        return left;
    }

    /// The run with the first of these rows, as many as it has room for.
    private Run next(String org, Run end, long shard, List<Candidate> left, Instant now) {
        Map<Long, ShardMark> marks = new HashMap<>();
        end.marks().forEach((other, mark) -> {
            if (mark.time().plus(MARK_KEPT).isAfter(now)) {
                marks.put(other, mark);
            }
        });
        marks.remove(shard);
        int room = MOST_BYTES - FRAME_BYTES - org.length() - (marks.size() + 1) * ShardMark.BYTES;
        List<Row> rows = new ArrayList<>();
        for (Candidate candidate : left) {
            int bytes = candidate.row.listedBytes();
            if (bytes > room && !rows.isEmpty()) {
                break;
            }
            room -= bytes;
            rows.add(candidate.row);
        }
        Candidate last = left.get(rows.size() - 1);
        marks.put(shard, new ShardMark(last.arrival.sequence(), last.number, last.arrival.time()));
        long unfolded = end.unfolded() + MOST_BYTES - room;
        boolean isFlag = unfolded > mostUnfolded && rows.size() == left.size();
        return end.next(rows, marks, isFlag ? 0 : unfolded);
    }
}
