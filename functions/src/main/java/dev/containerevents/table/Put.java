package dev.containerevents.table;

import java.util.List;

/// What came of putting an event that may have been put before.
public sealed interface Put {

    /// It is new.
    record Created() implements Put {}

    /// It was there already, and says the same.
    record Replayed() implements Put {}

    /// Another event is there under the same key.
    ///
    /// @param members those in which the two differ, by their names in the contract
    record Conflict(List<String> members) implements Put {}
}
