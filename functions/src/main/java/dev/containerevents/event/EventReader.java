package dev.containerevents.event;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads events in this API's own JSON. [CloudEventReader] reads those that are CloudEvents, by the same rules.
public final class EventReader {

    private EventReader() {}

    /// Reads an event of the container in the path. Empty if there is any fault.
    ///
    /// @param now what `timestamp` and `expires` are compared with
    /// @param key the request's key, used unless the event has its own `idempotency_key`
    public static Optional<Submission> read(String json, Instant now, @Nullable String key, Faults faults) {
        return read(JsonObjectReader.read(json, Submission.WHERE, faults), null, key, now, faults);
    }

    /// Reads an event of a bulk, which has a `container_id`. Empty if there is any fault.
    ///
    /// @param now what `timestamp` and `expires` are compared with
    /// @param key the request's key for it, used unless the event has its own
    public static Optional<Submission> readOfBulk(String json, Instant now, @Nullable String key, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, Submission.WHERE, faults);
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
        members.require("event_type", "status");
        String type = type(members, "event_type");
        Status status = status(members);
        Instant timestamp = timestamp(members, "timestamp", type, now);
        Actor actor = actor(members, faults);
        String message = message(members);
        JsonText context = context(members, "context");
        String clientIp = clientIp(members, "client_ip");
        String source = source(members);
        Instant expires = expires(members, now);
        members.rejectUnknown();
        if (type == null || status == null || !faults.none()) {
            return Optional.empty();
        }
        return Optional.of(new Submission(
                container,
                timestamp,
                new EventDetails(type, status, actor, message, context, clientIp, source, expires, false, null),
                key == null ? null : new IdempotencyKey.Given(key),
                Map.of()));
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

    static @Nullable String type(JsonObjectReader members, String name) {
        String type = members.string(name, 0, Integer.MAX_VALUE);
        if (type == null) {
            return null;
        }
        return EventType.isOne(type) ? EventType.stored(type) : members.fault(name, EventType.RULE);
    }

    static @Nullable Status status(JsonObjectReader members) {
        String status = members.string("status", 0, Integer.MAX_VALUE);
        return status == null ? null : Status.read(status).orElseGet(() -> members.fault("status", Status.RULE));
    }

    static @Nullable Instant timestamp(JsonObjectReader members, String name, @Nullable String type, Instant now) {
        Instant timestamp = members.instant(name);
        if (timestamp == null) {
            return null;
        }
        if (timestamp.isBefore(Instant.EPOCH)) {
            return members.fault(name, "must not be before 1970");
        }
        boolean expiry = CoreType.EXPIRE.name().equals(type);
        if (timestamp.isAfter(now.plus(expiry ? EventTimes.FURTHEST_EXPIRY : EventTimes.CLOCK_SKEW))) {
            return members.fault(
                    name,
                    expiry
                            ? "must be at most 100 years ahead"
                            : "must be at most 5 minutes ahead, unless the type is EXPIRE");
        }
        return timestamp;
    }

    private static @Nullable Actor actor(JsonObjectReader members, Faults faults) {
        JsonText text = members.object("actor", Actor.MOST_BYTES);
        if (text == null) {
            return null;
        }
        JsonObjectReader actor = JsonObjectReader.read(text.value(), members.where() + "/actor", faults);
        actor.require("id");
        String id = actor.string("id", 1, Actor.LONGEST_ID);
        if (id == null) {
            return null;
        }
        return Actor.isId(id) ? new Actor(id, text) : actor.fault("id", Actor.ID_RULE);
    }

    static @Nullable String message(JsonObjectReader members) {
        return members.string("message", 0, EventDetails.LONGEST_MESSAGE);
    }

    static @Nullable JsonText context(JsonObjectReader members, String name) {
        JsonText context = members.value(name, EventDetails.MOST_CONTEXT_BYTES);
        return context == null || context.isObject() ? context : members.fault(name, "must be an object");
    }

    static @Nullable String source(JsonObjectReader members) {
        return members.string("source", 1, EventDetails.LONGEST_SOURCE);
    }

    static @Nullable String clientIp(JsonObjectReader members, String name) {
        String address = members.string(name, 0, Integer.MAX_VALUE);
        if (address == null || address.isEmpty()) {
            return null;
        }
        return IpAddress.read(address).orElseGet(() -> members.fault(name, IpAddress.RULE));
    }

    static @Nullable Instant expires(JsonObjectReader members, Instant now) {
        Instant expires = members.instant("expires");
        if (expires == null) {
            return null;
        }
        return expires.isAfter(now) && !expires.isAfter(EventTimes.LAST)
                ? expires
                : members.fault("expires", "must be in the future, and before the year 10000");
    }
}
