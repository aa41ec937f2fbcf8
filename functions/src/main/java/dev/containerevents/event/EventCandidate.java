package dev.containerevents.event;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A valid event that a client has sent, not stored yet.
///
/// @param timestamp when it happened, to the nanosecond; null if the client didn't say, which means now
public record EventCandidate(@Nullable Instant timestamp, EventDetails details) {

    /// How far a client's clock may be ahead of ours.
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// Returns the end of the present, allowing for clocks that differ: from this millisecond on, there are only
    /// announced expiries. A list without an end ends here; otherwise, these would stay on top of it.
    public static Instant endOfPresent(Instant now) {
        return now.truncatedTo(ChronoUnit.MILLIS).plus(CLOCK_SKEW).plusMillis(1);
    }

    /// How far ahead an expiry may be announced: 100 years.
    private static final Duration FURTHEST_EXPIRY = Duration.ofDays(36_525);

    /// The last time that RFC 3339 can express.
    public static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final int MOST_ACTOR_BYTES = 4 * 1024;

    /// The maximum size of a context, in bytes of UTF-8.
    public static final int MOST_CONTEXT_BYTES = 32 * 1024;

    /// Reads a candidate. Empty if there is any fault.
    ///
    /// @param where names the object in its faults, for example `body`
    /// @param now   what `timestamp` and `expires` are compared with
    public static Optional<EventCandidate> read(String json, String where, Instant now, Faults faults) {
        return read(JsonObjectReader.read(json, where, faults), now, faults);
    }

    static Optional<EventCandidate> read(JsonObjectReader members, Instant now, Faults faults) {
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
        return type == null || status == null || !faults.none()
                ? Optional.empty()
                : Optional.of(new EventCandidate(
                        timestamp, new EventDetails(type, status, actor, message, context, clientIp, source, expires)));
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
        return switch (status) {
            case null -> null;
            case "SUCCESS" -> Status.SUCCESS;
            case "FAIL" -> Status.FAIL;
            default -> members.fault("status", "must be SUCCESS or FAIL");
        };
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
        if (timestamp.isAfter(now.plus(expiry ? FURTHEST_EXPIRY : CLOCK_SKEW))) {
            return members.fault(
                    name,
                    expiry
                            ? "must be at most 100 years ahead"
                            : "must be at most 5 minutes ahead, unless the type is EXPIRE");
        }
        return timestamp;
    }

    private static @Nullable Actor actor(JsonObjectReader members, Faults faults) {
        JsonText text = members.object("actor", MOST_ACTOR_BYTES);
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
        return members.string("message", 0, 4096);
    }

    static @Nullable JsonText context(JsonObjectReader members, String name) {
        JsonText context = members.value(name, MOST_CONTEXT_BYTES);
        return context == null || context.isObject() ? context : members.fault(name, "must be an object");
    }

    static @Nullable String source(JsonObjectReader members) {
        return members.string("source", 1, 255);
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
        return expires.isAfter(now) && !expires.isAfter(LAST_TIME)
                ? expires
                : members.fault("expires", "must be in the future, and before the year 10000");
    }
}
