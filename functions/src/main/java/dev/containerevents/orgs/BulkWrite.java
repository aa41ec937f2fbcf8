package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Submission;
import dev.containerevents.http.Problem;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.TableException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// Writes the events of a bulk in parallel, each with its own result.
///
/// Each writer takes the next event until none is left. A throttled writer returns its event and ends, so the load
/// decreases to what the table takes, in the end to one writer, which continues while there is time. The remaining
/// events are reported as throttled, and may be sent again.
final class BulkWrite {

    /// More writers aren't faster: see RATIONALE.md.
    private static final int WRITERS = 32;

    private record Pending(int index, EventId id, Container container, Submission submission) {}

    /// Where an event is stored. Only events with the same key have the same place.
    private record Place(Container container, EventId id) {}

    private final EventWriter writer;
    private final String requestId;

    /// The events by place, in the order of the bulk. Two events of one place are never written in parallel, so
    /// the first wins.
    private final Queue<Deque<Pending>> queue = new ConcurrentLinkedQueue<>();

    BulkWrite(EventWriter writer, String requestId) {
        this.writer = writer;
        this.requestId = requestId;
    }

    /// Returns the results in the order of the items.
    List<BulkResult> write(List<BulkItem> items) {
        AtomicReferenceArray<BulkResult> results = new AtomicReferenceArray<>(items.size());
        Map<Place, Deque<Pending>> places = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            switch (items.get(i)) {
                case BulkItem.Invalid(Problem problem) -> results.set(i, new BulkResult.Refused(problem));
                case BulkItem.Valid(Container container, Submission submission) -> {
                    EventId id = writer.idOf(container, submission);
                    places.computeIfAbsent(new Place(container, id), _ -> new ArrayDeque<>(1))
                            .add(new Pending(i, id, container, submission));
                }
            }
        }
        queue.addAll(places.values());
        int writers = Math.min(WRITERS, queue.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < writers; i++) {
                threads.execute(() -> {
                    while (writeNext(results)) {}
                });
            }
        }
        // The last throttled writers may have returned events that no writer has taken since.
        while (!queue.isEmpty() && !writer.isLate()) {
            writeNext(results);
        }
        queue.forEach(left -> refuse(left, Problem.throttled(), results));
        return IntStream.range(0, items.size()).mapToObj(results::get).toList();
    }

    /// Writes one event if there is one and there is time; returns it to the queue if it is throttled.
    ///
    /// @return whether an event was written
    private boolean writeNext(AtomicReferenceArray<BulkResult> results) {
        Deque<Pending> next = writer.isLate() ? null : queue.poll();
        if (next == null) {
            return false;
        }
        try {
            Pending event = next.getFirst();
            BulkResult result = write(event);
            results.set(event.index, result);
            next.removeFirst();
            if (result instanceof BulkResult.Refused(Problem problem) && problem.status() >= 500) {
                // It may be sent again, and must still be the first then.
                refuse(next, problem, results);
            } else if (!next.isEmpty()) {
                queue.add(next);
            }
            return true;
        } catch (TableException.Throttled e) {
            queue.add(next);
            return false;
        }
    }

    private static void refuse(Collection<Pending> events, Problem problem, AtomicReferenceArray<BulkResult> results) {
        for (Pending event : events) {
            results.set(event.index, new BulkResult.Refused(problem));
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
            // One event's failure must not lose the results of the others.
            LogLine.write("CreateEvents", e, json -> {
                json.writeStringField("request_id", requestId);
                json.writeStringField("org", writer.org().id());
            });
            return new BulkResult.Refused(Problem.internal());
        }
    }
}
