package dev.containerevents.event;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event that was sent to be logged, in any of the accepted forms.
///
/// @param container null if the path names the container
/// @param key       null if the event is logged again each time that it is sent
/// @param origins   where members of the event come from, unless they have the same name in the body:
/// `header/ce-type`
public record Submission(
        @Nullable String container,
        EventCandidate candidate,
        @Nullable IdempotencyKey key,
        Map<String, String> origins) {

    /// The name of an event in its faults.
    static final String WHERE = "body";

    /// Reads an event of the container in the path. Empty if there is any fault.
    ///
    /// @param key the request's key, used unless the event has its own `idempotency_key`
    public static Optional<Submission> read(String json, Instant now, @Nullable String key, Faults faults) {
        return read(JsonObjectReader.read(json, WHERE, faults), null, key, now, faults);
    }

    /// Reads an event of a bulk, which has a `container_id`. Empty if there is any fault.
    ///
    /// @param key the request's key for it, used unless the event has its own
    public static Optional<Submission> readOfBulk(String json, Instant now, @Nullable String key, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, WHERE, faults);
        members.require("container_id");
        String container = container(members, "container_id");
        return read(members, container, key, now, faults);
    }

    private static Optional<Submission> read(
            JsonObjectReader members,
            @Nullable String container,
            @Nullable String requestKey,
            Instant now,
            Faults faults) {
        String own = members.string("idempotency_key", 1, IdempotencyKey.LONGEST);
        String key = own == null ? requestKey : own;
        if (key != null) {
            requireTimestamp(members);
        }
        return EventCandidate.read(members, now, faults)
                .map(candidate -> new Submission(
                        container, candidate, key == null ? null : new IdempotencyKey.Given(key), Map.of()));
    }

    /// Adds a fault unless there is a `timestamp`.
    ///
    /// The id of an event is also derived from its time. Without a timestamp, the event would get its time of
    /// arrival, and a retry, which arrives later, would be another event.
    private static void requireTimestamp(JsonObjectReader members) {
        if (members.isReadable() && !members.has("timestamp")) {
            members.fault(
                    "timestamp", "is required with an idempotency key: otherwise, a retry would be another event");
        }
    }

    static @Nullable String container(JsonObjectReader members, String name) {
        String container = members.string(name, 0, Integer.MAX_VALUE);
        return container == null || Container.isId(container) ? container : members.fault(name, Container.ID_RULE);
    }
}
