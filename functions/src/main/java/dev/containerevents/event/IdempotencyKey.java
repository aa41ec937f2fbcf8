package dev.containerevents.event;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/// What makes an event the same one when it is sent again. The event's id is derived from it, so that the table
/// itself refuses to hold the event twice: there is no list of keys, and no time after which a key is forgotten
/// before its event is.
public sealed interface IdempotencyKey {

    /// The most characters of a key.
    int LONGEST = 255;

    /// A key that the sender gave to the event.
    ///
    /// @param text 1 to 255 characters
    record Given(String text) implements IdempotencyKey {}

    /// The source and the id of a CloudEvent, which name it together.
    ///
    /// @param source 1 to 255 characters
    /// @param text   the CloudEvent's `id`, 1 to 255 characters
    record OfCloudEvent(String source, String text) implements IdempotencyKey {}

    /// What the event can be looked up by.
    String text();

    /// Returns the id of the event of that container and time. Its free bits are the first of the SHA-256 of
    /// organisation, container and key, each with its length before it, so that no two keys look alike.
    default EventId id(Container container, Instant timestamp) {
        String org = container.org();
        ByteBuffer digest = Sha256.of(
                switch (this) {
                    case Given(String text) -> List.of(org, container.id(), "key", text);
                    case OfCloudEvent(String source, String text) ->
                        List.of(org, container.id(), "cloudevent", source, text);
                });
        return EventId.of(timestamp, digest.getLong(), digest.getLong());
    }
}
