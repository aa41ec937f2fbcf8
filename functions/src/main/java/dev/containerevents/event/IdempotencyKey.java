package dev.containerevents.event;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/// Identifies an event that is sent again. The event's id is derived from it, so the table itself refuses to store
/// the event twice: there is no list of keys, and no key is forgotten before its event.
public sealed interface IdempotencyKey {

    /// The maximum length of a key, in characters.
    int LONGEST = 255;

    /// A key that the sender gave the event.
    ///
    /// @param text 1 to 255 characters
    record Given(String text) implements IdempotencyKey {}

    /// The source and the id of a CloudEvent, which identify it together.
    ///
    /// @param source 1 to 255 characters
    /// @param text   the CloudEvent's `id`, 1 to 255 characters
    record OfCloudEvent(String source, String text) implements IdempotencyKey {}

    /// Returns the text by which the event can be found.
    String text();

    /// Returns the id of the event of that container and time. Its free bits are the first of the SHA-256 of
    /// organisation, container and key, each preceded by its length, so that different keys have different input.
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
