package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.fail;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/// Whatever happens to functions, calls, messages and receivers, every entry is accepted, in the order of the log,
/// and repeated only under the same id, and only because something was lost. `-Dschedules=10000` runs that many.
final class DeliverySimulationTest {

    private static final int SCHEDULES = Integer.getInteger("schedules", 100);

    @Test
    void deliversEverythingInOrder() {
        long first = Long.getLong("seed", System.nanoTime());
        System.out.println("DeliverySimulationTest: seeds from " + first);
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try {
            for (int i = 0; i < SCHEDULES; i++) {
                try {
                    DeliverySimulation.run(first + i);
                } catch (RuntimeException | Error e) {
                    fail("-Dseed=" + (first + i) + " -Dschedules=1: " + e.getMessage(), e);
                }
            }
        } finally {
            System.setOut(out);
        }
    }
}
