package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Submission;
import dev.containerevents.http.Problem;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.ParallelWrites;
import dev.containerevents.table.TableException;
import dev.containerevents.table.WriteResult;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// Writes the events of a bulk in parallel, each with its own result.
///
/// Events for which there was no time, because the table throttled, are reported as throttled, and may be sent
/// again.
final class BulkWrite {

    private record Pending(int index, EventId id, Container container, Submission submission) {}

    /// Where an event is stored. Only events with the same key have the same place.
    private record Place(Container container, EventId id) {}

    private final EventWriter writer;
    private final String requestId;

    BulkWrite(EventWriter writer, String requestId) {
        this.writer = writer;
        this.requestId = requestId;
    }

    /// Returns the results in the order of the items.
    List<BulkResult> write(List<BulkItem> items) {
        AtomicReferenceArray<BulkResult> results = new AtomicReferenceArray<>(items.size());
        // In the order of the bulk. Two events of one place are never written in parallel, so the first wins.
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
        ParallelWrites.run(places.values(), writer.budget(), place -> writeFirst(place, results))
                .forEach(left -> refuse(left, Problem.throttled(), results));
        return IntStream.range(0, items.size()).mapToObj(results::get).toList();
    }

    /// Writes the first event of a place.
    ///
    /// @return whether there are more
    private boolean writeFirst(Deque<Pending> place, AtomicReferenceArray<BulkResult> results) {
        Pending event = place.getFirst();
        BulkResult result = write(event);
        results.set(event.index, result);
        place.removeFirst();
        if (result instanceof BulkResult.Refused(Problem problem) && problem.status() >= 500) {
            // It may be sent again, and must still be the first then.
            refuse(place, problem, results);
            return false;
        }
        return !place.isEmpty();
    }

    private static void refuse(Collection<Pending> events, Problem problem, AtomicReferenceArray<BulkResult> results) {
        for (Pending event : events) {
            results.set(event.index, new BulkResult.Refused(problem));
        }
    }

    private BulkResult write(Pending event) {
        try {
            return switch (writer.write(event.id, event.container, event.submission)) {
                case WriteResult.Stored() -> new BulkResult.Logged(event.id, false);
                case WriteResult.Replayed() -> new BulkResult.Logged(event.id, true);
                case WriteResult.Conflict(var members) ->
                    new BulkResult.Refused(Problem.conflict(event.submission.origins(members)));
            };
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
