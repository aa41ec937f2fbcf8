package dev.containerevents.ledger;

import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.TableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A count that is chosen at random, which must be what the log says at some moment while it is taken.
final class SimulatedCount implements Runnable {

    private static final Instant DAY = Instant.parse("2023-11-18T00:00:00Z");

    private final SimulatedTable table;
    private final String org;
    private final @Nullable String container;
    private final Counters.Selection selection;
    private final boolean ofAllTime;
    private final boolean byHours;
    private final Instant from;
    private final Instant end;
    private final Instant until;

    /// @param type null where types are counted together
    private record Cell(Instant time, @Nullable String type) {}

    SimulatedCount(SimulatedTable table, String org, Random random) {
        this.table = table;
        this.org = org;
        container = random.nextInt(3) > 0 ? null : "c" + "x".repeat(random.nextInt(3));
        selection = new Counters.Selection(
                random.nextBoolean() ? Set.of() : Set.of("ACCESS", "t" + random.nextInt(40)), random.nextBoolean());
        ofAllTime = random.nextInt(3) == 0;
        byHours = random.nextBoolean();
        from = ofAllTime ? Instant.EPOCH : DAY.plus(Duration.ofHours(random.nextInt(48)));
        end = ofAllTime ? Counters.FAR : from.plus(Duration.ofHours(1 + random.nextInt(2_000)));
        until = end.minusMillis(random.nextInt(3) == 0 ? random.nextInt(3_600_000) : 0);
    }

    @Override
    public void run() {
        int before = table.committed(org).size();
        try {
            Optional<Counters> ofContainer = ofContainer();
            Counters counters = ofContainer.orElseGet(() -> Counters.of(table, org, selection, new RequestBudget()));
            @Nullable String only = ofContainer.isPresent() ? container : null;
            Map<Cell, Tally> counted = new HashMap<>();
            boolean isExact = !counters.areSheetsBeyond(until);
            Counters.Sink sink = (time, type, tally) -> merge(counted, time, type, tally);
            if (ofAllTime) {
                counters.ever(isExact ? until : end, sink);
            } else {
                counters.between(from, end, byHours, isExact ? until : end, sink);
            }
            counted.values().removeIf(Tally.ZERO::equals);
            List<Row> rows = table.committed(org);
            boolean isTrue = false;
            for (int size = before; !isTrue && size <= rows.size(); size++) {
                isTrue = counted.equals(truth(only, rows.subList(0, size), isExact ? until : end))
                        && counters.asOf().equals(asOf(rows.subList(0, size)));
            }
            Difference.unless(
                    isTrue, "a count that never was", org, String.valueOf(only), selection, from, until, counted);
        } catch (TableException e) {
            // It asks again later.
        }
    }

    private Optional<Counters> ofContainer() {
        return Optional.ofNullable(container)
                .flatMap(each -> Counters.of(table, org, each, Integer.MAX_VALUE, selection, new RequestBudget()));
    }

    private Map<Cell, Tally> truth(@Nullable String only, List<Row> rows, Instant before) {
        Map<Cell, Tally> truth = new HashMap<>();
        for (Row row : rows) {
            for (Effect effect : Effect.of(row)) {
                if ((only == null || only.equals(row.container()))
                        && !effect.time().isBefore(from)
                        && effect.time().isBefore(before)
                        && (selection.types().isEmpty() || selection.types().contains(effect.type()))) {
                    boolean isOfAll = selection.types().isEmpty() && !selection.each();
                    merge(truth, effect.time(), isOfAll ? null : effect.type(), effect.tally());
                }
            }
        }
        truth.values().removeIf(Tally.ZERO::equals);
        return truth;
    }

    private void merge(Map<Cell, Tally> cells, Instant time, @Nullable String type, Tally tally) {
        Instant start = ofAllTime ? Instant.EPOCH : byHours ? Period.HOUR.floor(time) : from;
        cells.merge(new Cell(start, type), tally, Tally::plus);
    }

    private static Optional<Instant> asOf(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.kind() == RowKind.STORED)
                .map(Row::at)
                .max(Instant::compareTo);
    }
}
