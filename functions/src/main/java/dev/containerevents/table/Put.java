package dev.containerevents.table;

import java.util.List;

/// The result of putting an event that may have been put before.
public sealed interface Put {

    /// The event is new.
    record Created() implements Put {}

    /// An equal event was stored before.
    record Replayed() implements Put {}

    /// Another event is stored under the same key.
    ///
    /// @param members those in which the two differ, named as in the contract
    record Conflict(List<String> members) implements Put {}
}
