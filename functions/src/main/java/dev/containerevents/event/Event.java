package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stored event.
///
/// @param timestamp when it happened, to the nanosecond
/// @param created   when it was stored, to the millisecond
/// @param key       null if it was logged without one
/// @param expires   from when on it is no longer shown: as its sender said, otherwise by the organisation's
/// retention
/// @param seed      null if it was stored without one
public record Event(
        EventId id,
        Container container,
        Instant timestamp,
        Instant created,
        EventDetails details,
        @Nullable IdempotencyKey key,
        @Nullable Instant expires,
        @Nullable Seed seed) {

    /// The members of an event, named as in the contract, in the order in which they are written.
    public static final List<String> MEMBERS = List.of(
            "event_id",
            "org_id",
            "container_id",
            "event_type",
            "status",
            "timestamp",
            "created",
            "actor",
            "message",
            "context",
            "client_ip",
            "source",
            "idempotency_key",
            "expires",
            "attributes");

    /// Encoded once: a page writes them a thousand times.
    private static final List<SerializedString> NAMES =
            MEMBERS.stream().map(SerializedString::new).toList();

    /// Creates an event without an idempotency key, whose timestamp is the millisecond of its id.
    public static Event of(EventId id, Container container, Instant created, EventDetails details, Org org) {
        return of(id, container, id.timestamp(), created, details, null, org);
    }

    /// Creates an event.
    public static Event of(
            EventId id,
            Container container,
            Instant timestamp,
            Instant created,
            EventDetails details,
            @Nullable IdempotencyKey key,
            Org org) {
        Instant expires = details.expires() != null
                ? details.expires()
                : org.retention().expiry(details.type(), created).orElse(null);
        return new Event(id, container, timestamp, created, details, key, expires, null);
    }

    /// Returns the same event with that seed.
    public Event with(Seed newSeed) {
        return new Event(id, container, timestamp, created, details, key, expires, newSeed);
    }

    /// Returns the members in which another report of the same event differs, named as in the contract.
    public List<String> differences(Event other) {
        List<String> differences = new ArrayList<>();
        if (!timestamp.equals(other.timestamp)) {
            differences.add("timestamp");
        }
        differences.addAll(details.differences(other.details));
        return differences;
    }

    public boolean expiredAt(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    /// Writes the event as the contract's `Event`, without missing members.
    public void write(JsonGenerator json) throws IOException {
        write(json, Set.of());
    }

    /// Writes these members of the event, or all if the set is empty.
    public void write(JsonGenerator json, Set<String> fields) throws IOException {
        // Most events are stored when they happen.
        String written = Rfc3339.text(timestamp);
        json.writeStartObject();
        for (SerializedString name : NAMES) {
            String member = name.getValue();
            Object value = fields.isEmpty() || fields.contains(member) ? value(member) : null;
            if (value != null) {
                json.writeFieldName(name);
                if (value instanceof JsonText text) {
                    json.writeRawValue(text.value());
                } else if (value instanceof Instant time) {
                    json.writeString(time.equals(timestamp) ? written : Rfc3339.text(time));
                } else {
                    json.writeString(value.toString());
                }
            }
        }
        json.writeEndObject();
    }

    /// Returns one of its [#MEMBERS] as plain text, `actor`, `context` and `attributes` as JSON; null if the event
    /// lacks it.
    public @Nullable String text(String member) {
        Object value = value(member);
        return switch (value) {
            case null -> null;
            case Instant time -> Rfc3339.text(time);
            default -> value.toString();
        };
    }

    private @Nullable Object value(String member) {
        return switch (member) {
            case "event_id" -> id;
            case "org_id" -> container.org();
            case "container_id" -> container.id();
            case "event_type" -> details.type();
            case "status" -> details.status();
            case "timestamp" -> timestamp;
            case "created" -> created;
            case "actor" -> details.actor() == null ? null : details.actor().text();
            case "message" -> details.message();
            case "context" -> details.context();
            case "client_ip" -> details.clientIp();
            case "source" -> details.source();
            case "idempotency_key" -> key == null ? null : key.text();
            case "expires" -> expires;
            case "attributes" -> details.attributes();
            default -> throw new IllegalArgumentException(member);
        };
    }
}
