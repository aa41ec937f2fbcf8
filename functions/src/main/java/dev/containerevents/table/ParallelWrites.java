package dev.containerevents.table;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// The writes of one request, done in parallel.
///
/// Each writer takes the next write until none is left. A throttled writer returns its write and ends, so the load
/// decreases to what the table takes, in the end to one writer, which continues while there is time.
public final class ParallelWrites<T> {

    /// More writers aren't faster: see RATIONALE.md.
    private static final int WRITERS = 32;

    private final Queue<T> queue;
    private final RequestBudget budget;
    private final Predicate<T> write;

    private ParallelWrites(Collection<T> all, RequestBudget budget, Predicate<T> write) {
        this.queue = new ConcurrentLinkedQueue<>(all);
        this.budget = budget;
        this.write = write;
    }

    /// Does all of these writes while there is time.
    ///
    /// @param write does one, and returns whether there is more to write, later. It may throw
    /// [TableException.Throttled], and nothing else
    /// @return those that weren't done
    public static <T> Collection<T> run(Collection<T> all, RequestBudget budget, Predicate<T> write) {
        return new ParallelWrites<>(all, budget, write).run();
    }

    private Collection<T> run() {
        int writers = Math.min(WRITERS, queue.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < writers; i++) {
                threads.execute(() -> {
                    while (writeNext()) {}
                });
            }
        }
        // The last throttled writers may have returned writes that no writer has taken since.
        while (!queue.isEmpty() && !budget.isLate()) {
            writeNext();
        }
        return queue;
    }

    /// Does one write if there is one and there is time; returns it to the queue if it is throttled.
    ///
    /// @return whether it was done
    private boolean writeNext() {
        T next = budget.isLate() ? null : queue.poll();
        if (next == null) {
            return false;
        }
        try {
            if (write.test(next)) {
                queue.add(next);
            }
            return true;
        } catch (TableException.Throttled e) {
            queue.add(next);
            return false;
        }
    }
}
