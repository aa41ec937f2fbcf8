package dev.containerevents.orgs;

import dev.containerevents.event.EventId;
import dev.containerevents.http.Problem;

/// The result of one event of a bulk.
sealed interface BulkResult {

    /// The event is stored.
    ///
    /// @param replayed whether it was stored before
    record Logged(EventId id, boolean replayed) implements BulkResult {}

    /// The event isn't stored, for the same reason as if it had been sent alone.
    record Refused(Problem problem) implements BulkResult {}
}
