package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdempotencyKey;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Submission;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Units;
import dev.containerevents.table.WriteResult;
import java.time.Instant;
import java.util.Objects;

/// Logs the events of one request. Thread-safe except for [#idOf], which generates ids.
///
/// @param now when the request arrived: the `created` of its events, and the timestamp of those without one
record EventWriter(EventTable table, Org org, Instant now, RandomIds ids, Units units) {

    /// Returns the id under which an event will be stored: derived from its key if it has one, otherwise new.
    EventId idOf(Container container, Submission submission) {
        IdempotencyKey key = submission.key();
        Instant timestamp = timestamp(submission);
        return key == null ? ids.next(timestamp) : key.id(container, timestamp);
    }

    private Instant timestamp(Submission submission) {
        return Objects.requireNonNullElse(submission.timestamp(), now);
    }

    /// Stores an event. When this returns, DynamoDB has it.
    WriteResult write(EventId id, Container container, Submission submission) {
        Event event = Event.of(id, container, timestamp(submission), now, submission.details(), submission.key(), org)
                .with(ids.seed(id));
        if (submission.key() == null) {
            table.put(event, org, units);
            return new WriteResult.Stored();
        }
        return table.putOnce(event, org, units);
    }
}
