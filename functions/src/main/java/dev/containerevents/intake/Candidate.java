package dev.containerevents.intake;

import dev.containerevents.event.EventDetails;
import dev.containerevents.event.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/// An event that was read from a record, not stored yet.
///
/// @param container    the id of its container
/// @param details      its context has no member `_time`
/// @param time         null if the record has no time that can be read
/// @param id           the record's own id, by which a sender tells it from others; null if it has none
/// @param text         the record as it was sent, which tells it from others otherwise
/// @param key          shown with the event; null if the record came without one
/// @param marksArrival whether the context says so if the event gets the time of its arrival
public record Candidate(
        String container,
        EventDetails details,
        @Nullable RecordTime time,
        @Nullable String id,
        String text,
        @Nullable IdempotencyKey key,
        boolean marksArrival) {}
