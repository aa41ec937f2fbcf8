package dev.containerevents.orgs;

import dev.containerevents.event.EventId;
import dev.containerevents.http.Problem;

/// What came of one event of a bulk.
sealed interface BulkResult {

    /// It is stored.
    ///
    /// @param replayed whether it was before
    record Logged(EventId id, boolean replayed) implements BulkResult {}

    /// It is not, for the reason that it would have had alone.
    record Refused(Problem problem) implements BulkResult {}
}
