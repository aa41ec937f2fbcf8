package dev.containerevents.event;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Members;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An event that was sent to be logged, in any of the accepted forms.
///
/// @param container null if the path names the container
/// @param key       null if the event is logged again each time that it is sent
/// @param renamed   members of the contract that have other names in the form in which it was sent
public record Submission(
        @Nullable String container,
        EventCandidate candidate,
        @Nullable IdempotencyKey key,
        Map<String, String> renamed) {

    private static final Map<String, String> CLOUD_EVENT_NAMES =
            Map.of("event_type", "type", "timestamp", "time", "context", "data", "client_ip", "clientip");

    /// The name of an event in its faults.
    private static final String WHERE = "body";

    private static final Pattern JSON = Pattern.compile("(?i)[^/;\\s]+/([^/;\\s]+\\+)?json *(;.*)?");

    /// Reads an event of the container in the path. Empty if there is any fault.
    ///
    /// @param key the request's key, used unless the event has its own `idempotency_key`
    public static Optional<Submission> read(String json, Instant now, @Nullable String key, Faults faults) {
        return read(Members.read(json, WHERE, faults), null, key, now, faults);
    }

    /// Reads an event of a bulk, which has a `container_id`. Empty if there is any fault.
    ///
    /// @param key the request's key for it, used unless the event has its own
    public static Optional<Submission> readOfBulk(String json, Instant now, @Nullable String key, Faults faults) {
        Members members = Members.read(json, WHERE, faults);
        members.require("container_id");
        String container = container(members, "container_id");
        return read(members, container, key, now, faults);
    }

    private static Optional<Submission> read(
            Members members, @Nullable String container, @Nullable String requestKey, Instant now, Faults faults) {
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
    private static void requireTimestamp(Members members) {
        if (members.isReadable() && !members.has("timestamp")) {
            members.fault(
                    "timestamp", "is required with an idempotency key: otherwise, a retry would be another event");
        }
    }

    /// Reads a CloudEvent 1.0 in JSON (`application/cloudevents+json`). Empty if there is any fault.
    ///
    /// | CloudEvents                                                  | here                                |
    /// |--------------------------------------------------------------|-------------------------------------|
    /// | `source` and `id`                                            | the idempotency key                 |
    /// | `source`, `type`                                             | `source`, `event_type`              |
    /// | `subject`                                                    | the container                       |
    /// | `time`                                                       | `timestamp`, required               |
    /// | `data`, if it is an object                                   | `context`                           |
    /// | any other `data`                                             | `context`, as its member `data`     |
    /// | extensions `status`, `message`, `clientip`, `expires`        | the same; SUCCESS if left out       |
    /// | extension `actor`                                            | the actor's id                      |
    ///
    /// An attribute that is null is unset.
    ///
    /// @param path the container in the path, which the subject must name if there is a subject; null if the path
    /// has none, and a subject is required
    public static Optional<Submission> readCloudEvent(
            String json, @Nullable Container path, Instant now, Faults faults) {
        Members members = Members.read(json, WHERE, faults);
        members.forgetNulls();
        members.require("specversion", "id", "source", "type", "time");
        String version = members.string("specversion", 1, 16);
        if (version != null && !version.equals("1.0")) {
            members.fault("specversion", "must be 1.0");
        }
        String contentType = members.string("datacontenttype", 1, 255);
        if (contentType != null && !JSON.matcher(contentType).matches()) {
            members.fault("datacontenttype", "must be a JSON media type, such as application/json");
        }
        String id = members.string("id", 1, IdempotencyKey.LONGEST);
        if (path == null) {
            members.require("subject");
        }
        String container = container(members, "subject");
        if (path != null && container != null && !container.equals(path.id())) {
            members.fault("subject", "must be the container in the path, or be left out");
        }
        String source = EventCandidate.source(members);
        String type = EventCandidate.type(members, "type");
        Status status = members.has("status") ? EventCandidate.status(members) : Status.SUCCESS;
        Instant timestamp = EventCandidate.timestamp(members, "time", type, now);
        Actor actor = actor(members);
        String message = EventCandidate.message(members);
        JsonText data = members.value("data", EventCandidate.MOST_CONTEXT_BYTES);
        boolean bareData = data != null && !data.isObject();
        JsonText context = data == null || data.isObject() ? data : CloudEvent.context(data);
        String clientIp = EventCandidate.clientIp(members, "clientip");
        Instant expires = EventCandidate.expires(members, now);
        members.refuseOthers();
        return id == null || source == null || type == null || status == null || !faults.none()
                ? Optional.empty()
                : Optional.of(new Submission(
                        container,
                        new EventCandidate(
                                timestamp,
                                new EventDetails(
                                        type, status, actor, message, context, clientIp, source, expires, bareData)),
                        new IdempotencyKey.OfCloudEvent(source, id),
                        CLOUD_EVENT_NAMES));
    }

    private static @Nullable String container(Members members, String name) {
        String container = members.string(name, 0, Integer.MAX_VALUE);
        return container == null || Container.isId(container) ? container : members.fault(name, Container.ID_RULE);
    }

    /// An extension of a CloudEvent can't be an object, so the actor is only an id.
    private static @Nullable Actor actor(Members members) {
        String id = members.string("actor", 1, Actor.LONGEST_ID);
        if (id == null) {
            return null;
        }
        return Actor.isId(id) ? Actor.of(id) : members.fault("actor", Actor.ID_RULE);
    }
}
