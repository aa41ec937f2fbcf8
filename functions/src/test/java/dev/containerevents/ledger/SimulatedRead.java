package dev.containerevents.ledger;

import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.TableException;
import java.util.Random;

/// Reads a log from some row on, while it grows. It sees what was committed, up to the end that it found.
record SimulatedRead(SimulatedTable table, String org, Random random) implements Runnable {

    @Override
    public void run() {
        Log log = new Log(table);
        long before = table.committed(org).size();
        try {
            Log.End end = log.end(org, new RequestBudget());
            Difference.unless(end.size() >= before, "a reader sees fewer rows than there were", end.size(), before);
            long from = random.nextLong(end.size() + 1);
            LogReader reader = log.read(org, end, from, 1 + random.nextInt(50), new RequestBudget());
            while (reader.hasNext()) {
                int index = (int) reader.index();
                Difference.unless(
                        reader.next().equals(table.committed(org).get(index)), "a reader sees another row", index);
            }
            Difference.unless(reader.index() == end.size(), "a reader doesn't end at the end", reader.index());
        } catch (TableException e) {
            // It asks again later.
        }
    }
}
