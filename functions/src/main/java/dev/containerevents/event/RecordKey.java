package dev.containerevents.event;

import java.time.Instant;

/// Identifies a record that is sent again: 128 bits of an HMAC with the [OrgSecret]. The event's id is derived
/// from it, as from an [IdempotencyKey], but the key itself isn't stored.
///
/// @param high the first 8 bytes
/// @param low  the next 8 bytes
public record RecordKey(long high, long low) {

    /// Returns the id of the record's event.
    public EventId id(Instant timestamp) {
        return EventId.of(timestamp, high, low);
    }
}
