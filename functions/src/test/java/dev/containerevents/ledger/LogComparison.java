package dev.containerevents.ledger;

import dev.containerevents.table.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares a log with what was written: each row once, in runs that say the right things of what precedes them.
///
/// @param written    what happened to the events of all organisations
/// @param keepsOrder whether the rows of an event have to be in the order in which they arose
record LogComparison(List<SimulatedEvents.Written> written, boolean keepsOrder) {

    /// What a run has besides rows and marks.
    private static final int MOST_FRAME = 200;

    /// Verifies a log.
    ///
    /// @throws Difference if it isn't what it should be
    void verify(String org, List<Row> rows, List<StoredRun> runs) {
        List<SimulatedEvents.Written> expected = written.stream()
                .filter(one -> one.change().event().container().org().equals(org))
                .toList();
        Map<Row, Integer> missing = new HashMap<>();
        expected.forEach(one -> missing.merge(one.change().row(), 1, Integer::sum));
        rows.forEach(row -> missing.merge(row, -1, Integer::sum));
        missing.values().removeIf(count -> count == 0);
        Difference.unless(missing.isEmpty(), "a log lacks or repeats rows", org, missing);
        if (keepsOrder) {
            Map<String, List<Row>> ofEvents = new LinkedHashMap<>();
            expected.forEach(one -> ofEvents.computeIfAbsent(one.event(), _ -> new ArrayList<>())
                    .add(one.change().row()));
            for (List<Row> ofEvent : ofEvents.values()) {
                List<Row> logged = rows.stream()
                        .filter(row -> row.id().equals(ofEvent.getFirst().id()))
                        .toList();
                Difference.unless(logged.equals(ofEvent), "an event was logged in another order", ofEvent, logged);
            }
        }
        verifyRuns(runs);
    }

    private static void verifyRuns(List<StoredRun> all) {
        long unfolded = 0;
        long runs = 0;
        long newest = 0;
        long count = 0;
        long before = 0;
        for (StoredRun stored : all) {
            Run run = Run.read(stored);
            int bytes = stored.rows().remaining() + stored.marks().remaining();
            Difference.unless(bytes < 4_000, "a run is too long", bytes);
            unfolded += bytes;
            runs++;
            long most = unfolded + runs * MOST_FRAME;
            if (run.isFlag()) {
                Difference.unless(most > LedgerSimulation.MOST_UNFOLDED, "two flags are too close", most);
                unfolded = 0;
                runs = 0;
            } else {
                boolean isRight = unfolded < run.unfolded() && run.unfolded() < most;
                Difference.unless(isRight, "bytes since the flag", unfolded, run.unfolded(), most);
            }
            for (Row row : run.rows()) {
                if (row.kind() == RowKind.STORED) {
                    before = day(row.at().toEpochMilli()) > day(newest) ? count : before;
                    newest = Math.max(newest, row.at().toEpochMilli());
                    count++;
                }
            }
            Difference.unless(stored.stored() == count, "stored events", stored.stored(), count);
            Difference.unless(stored.storedBefore() == before, "stored before", stored.storedBefore(), before);
            Difference.unless(stored.newest() == newest, "the newest event", stored.newest(), newest);
        }
    }

    private static long day(long millis) {
        return millis / Duration.ofDays(1).toMillis();
    }
}
