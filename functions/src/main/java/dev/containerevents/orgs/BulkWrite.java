package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Submission;
import dev.containerevents.http.Problem;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.TableException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// Writes the events of a bulk side by side, each with a result of its own.
///
/// So many writers take the next event each, until none is left. A writer that is throttled gives its event back
/// and ends: so the load shrinks to what the table takes, in the end to one writer, which goes on for as long as
/// there is time. What is left then is answered as throttled, and may be sent again.
final class BulkWrite {

    /// More of them don't write faster: see RATIONALE.md.
    private static final int WRITERS = 32;

    private record Pending(int index, EventId id, Container container, Submission submission) {}

    private final EventWriter writer;
    private final String requestId;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();

    BulkWrite(EventWriter writer, String requestId) {
        this.writer = writer;
        this.requestId = requestId;
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
        int writers = Math.min(WRITERS, queue.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < writers; i++) {
                threads.execute(() -> {
                    while (writeNext(results)) {}
                });
            }
        }
        // What throttled writers gave back may have been nobody's any more.
        while (!queue.isEmpty() && !writer.isLate()) {
            writeNext(results);
        }
        for (Pending left : queue) {
            results.set(left.index, new BulkResult.Refused(Problem.throttled()));
        }
        return IntStream.range(0, items.size()).mapToObj(results::get).toList();
    }

    /// Writes one event, if there is any and there is time; gives it back if it is throttled.
    ///
    /// @return whether it did
    private boolean writeNext(AtomicReferenceArray<BulkResult> results) {
        Pending next = writer.isLate() ? null : queue.poll();
        if (next == null) {
            return false;
        }
        try {
            results.set(next.index, write(next));
            return true;
        } catch (TableException.Throttled e) {
            queue.add(next);
            return false;
        }
    }

    private BulkResult write(Pending event) {
        try {
            boolean replayed = writer.write(event.id, event.container, event.submission);
            return new BulkResult.Logged(event.id, replayed);
        } catch (Problem problem) {
            return new BulkResult.Refused(problem);
        } catch (TableException.Unavailable e) {
            return new BulkResult.Refused(Problem.unavailable());
        } catch (TableException.Throttled e) {
            throw e;
        } catch (RuntimeException e) {
            // One event must not keep the others from their results.
            LogLine.write("CreateEvents", e, json -> {
                json.writeStringField("request_id", requestId);
                json.writeStringField("org", writer.org().id());
            });
            return new BulkResult.Refused(Problem.internal());
        }
    }
}
