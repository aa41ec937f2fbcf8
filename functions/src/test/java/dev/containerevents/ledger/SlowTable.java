package dev.containerevents.ledger;

import dev.containerevents.table.LedgerTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// Makes tables in memory whose calls never fail, for measurements.
public final class SlowTable {

    /// Chooses that nothing goes wrong.
    private static final class Luck extends Random {

        private static final long serialVersionUID = 1;

        @Override
        public double nextDouble() {
            return 1;
        }

        @Override
        public int nextInt(int bound) {
            return 0;
        }
    }

    private SlowTable() {}

    /// Returns a table each of whose calls takes so long. Thread-safe.
    public static LedgerTable of(Duration call) {
        SimulatedTable table = new SimulatedTable(new Luck(), Instant.now(), () -> {}, (_, _) -> {});
        return (LedgerTable) Proxy.newProxyInstance(
                SlowTable.class.getClassLoader(), new Class<?>[] {LedgerTable.class}, (_, method, arguments) -> {
                    Thread.sleep(call);
                    synchronized (table) {
                        try {
                            return method.invoke(table, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }
}
