package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.Submission;
import dev.containerevents.http.Problem;

/// One event of a bulk, as it was read.
sealed interface BulkItem {

    record Valid(Container container, Submission submission) implements BulkItem {}

    record Invalid(Problem problem) implements BulkItem {}
}
