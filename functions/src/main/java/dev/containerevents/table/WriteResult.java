package dev.containerevents.table;

import java.util.List;

/// The result of storing an event that may have been stored before.
public sealed interface WriteResult {

    /// The event is new.
    record Stored() implements WriteResult {}

    /// An equal event was stored before.
    record Replayed() implements WriteResult {}

    /// Another event is stored under the same key.
    ///
    /// @param members those in which the two differ, named as in the contract
    record Conflict(List<String> members) implements WriteResult {}
}
