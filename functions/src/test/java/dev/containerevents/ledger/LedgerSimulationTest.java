package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/// Whatever happens to the instances, the batches and the calls, each change of an event is one row, no row is
/// lost, doubled or changed, and every reader sees the same. `-Dschedules=10000` runs that many.
final class LedgerSimulationTest {

    private static final int SCHEDULES = Integer.getInteger("schedules", 200);

    @Test
    void logsEachChangeOnceInOneOrder() {
        long first = Long.getLong("seed", System.nanoTime());
        System.out.println("LedgerSimulationTest: seeds from " + first);
        for (int i = 0; i < SCHEDULES; i++) {
            try {
                LedgerSimulation.run(first + i);
            } catch (RuntimeException | Error e) {
                fail("-Dseed=" + (first + i) + " -Dschedules=1: " + e.getMessage(), e);
            }
        }
    }
}
