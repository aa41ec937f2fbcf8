package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Submission;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.WriteResult;
import java.time.Instant;
import java.util.Objects;

/// Logs the events of one request. Thread-safe except for [#idOf], which generates ids.
///
/// @param budget its time is the `created` of its events, and the timestamp of those without one
record EventWriter(EventTable table, Org org, RandomIds ids, RequestBudget budget) {

    /// Returns the id under which an event will be stored: derived from its key if it has one, otherwise new.
    EventId idOf(Container container, Submission submission) {
        IdempotencyKey key = submission.key();
        Instant timestamp = timestamp(submission);
        return key == null ? ids.next(timestamp) : key.id(container, timestamp);
    }

    private Instant timestamp(Submission submission) {
        return Objects.requireNonNullElse(submission.timestamp(), budget.now());
    }

    /// Stores an event. When this returns, DynamoDB has it.
    WriteResult write(EventId id, Container container, Submission submission) {
        Event event = Event.of(
                        id, container, timestamp(submission), budget.now(), submission.details(), submission.key(), org)
                .with(ids.seed(id));
        if (submission.key() == null) {
            table.put(event, org, budget);
            return new WriteResult.Stored();
        }
        return table.putOnce(event, org, budget);
    }
}
