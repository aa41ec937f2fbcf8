package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Submission;
import dev.containerevents.http.LogLine;
import dev.containerevents.http.Problem;
import dev.containerevents.table.TableException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// Writes the events of a bulk side by side, each with a result of its own.
///
/// So many writers take the next event each, until none is left. A writer that is throttled gives its event back
/// and ends, unless it is the last: so the load shrinks to what the table takes. What is left when the time is
/// over is answered as throttled, and may be sent again.
final class BulkWrite {

    /// More of them don't write faster: see RATIONALE.md.
    private static final int WRITERS = 32;

    /// How long events are begun. The last attempts that are under way then still fit into the function's time.
    private static final Duration TIME = Duration.ofSeconds(8);

    private record Pending(int index, EventId id, Container container, Submission submission) {}

    private final EventWriter writer;
    private final long deadline = System.nanoTime() + TIME.toNanos();
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger writers = new AtomicInteger();

    BulkWrite(EventWriter writer) {
        this.writer = writer;
    }

    /// The results, in the order of the items.
    List<BulkResult> write(List<BulkItem> items) {
        AtomicReferenceArray<BulkResult> results = new AtomicReferenceArray<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            switch (items.get(i)) {
                case BulkItem.Invalid(Problem problem) -> results.set(i, new BulkResult.Refused(problem));
                case BulkItem.Valid(Container container, Submission submission) ->
                    queue.add(new Pending(i, writer.idOf(container, submission), container, submission));
            }
        }
        writers.set(Math.min(WRITERS, queue.size()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = writers.get(); i > 0; i--) {
                threads.execute(() -> writeOn(results));
            }
        }
        for (Pending left : queue) {
            results.set(left.index, new BulkResult.Refused(Problem.throttled()));
        }
        return IntStream.range(0, items.size()).mapToObj(results::get).toList();
    }

    private void writeOn(AtomicReferenceArray<BulkResult> results) {
        while (System.nanoTime() < deadline) {
            Pending next = queue.poll();
            if (next == null) {
                return;
            }
            try {
                results.set(next.index, write(next));
            } catch (TableException.Throttled e) {
                queue.add(next);
                if (isOneTooMany()) {
                    return;
                }
            }
        }
    }

    private BulkResult write(Pending event) {
        try {
            boolean replayed = writer.write(event.id, event.container, event.submission, "body");
            return new BulkResult.Logged(event.id, replayed);
        } catch (Problem problem) {
            return new BulkResult.Refused(problem);
        } catch (TableException.Unavailable e) {
            return new BulkResult.Refused(Problem.unavailable());
        } catch (TableException.Throttled e) {
            throw e;
        } catch (RuntimeException e) {
            // One event must not keep the others from their results.
            LogLine.write("CreateEvents", e);
            return new BulkResult.Refused(Problem.internal());
        }
    }

    /// Whether this writer is to end; the last one stays.
    private boolean isOneTooMany() {
        return writers.getAndUpdate(running -> Math.max(1, running - 1)) > 1;
    }
}
