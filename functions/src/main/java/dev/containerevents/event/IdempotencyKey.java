package dev.containerevents.event;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What makes an event the same one when it is sent again. The event's id is derived from it, so that the table
/// itself refuses to hold the event twice: there is no list of keys, and no time after which a key is forgotten
/// before its event is.
///
/// @param parts what the sender calls the event: a key of its own, or the source and the id of a CloudEvent
public record IdempotencyKey(List<String> parts) {

    /// The most characters of a key.
    public static final int LONGEST = 255;

    public static IdempotencyKey of(String key) {
        return new IdempotencyKey(List.of("key", key));
    }

    static IdempotencyKey ofCloudEvent(String source, String id) {
        return new IdempotencyKey(List.of("cloudevent", source, id));
    }

    /// The id of the event of that container and time: the free bits of the UUIDv7 are the first of the SHA-256 of
    /// organisation, container and key, each with its length before it, so that no two lists of parts look alike.
    public EventId id(Container container, Instant timestamp) {
        List<String> texts = new ArrayList<>(List.of(container.org(), container.id()));
        texts.addAll(parts);
        ByteBuffer digest = Sha256.of(texts);
        return EventId.of(timestamp, digest.getLong(), digest.getLong());
    }
}
