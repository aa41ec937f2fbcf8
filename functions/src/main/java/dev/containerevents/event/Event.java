package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event as it is stored.
///
/// @param created when it was stored, to the millisecond
/// @param expires from when on it is no longer shown: what its sender said, or else the organisation's retention
public record Event(
        EventId id,
        Container container,
        Instant created,
        EventDetails details,
        @Nullable Instant expires) {

    /// A new event of that organisation.
    public static Event of(EventId id, Container container, Instant created, EventDetails details, Org org) {
        Instant expires = details.expires() != null
                ? details.expires()
                : org.retention().expiry(details.type(), created).orElse(null);
        return new Event(id, container, created, details, expires);
    }

    public boolean expiredAt(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    /// Writes the event as the contract's `Event`. Members that the event lacks are left out.
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_id", id.toString());
        json.writeStringField("org_id", container.org());
        json.writeStringField("container_id", container.id());
        json.writeStringField("event_type", details.type());
        json.writeStringField("status", details.status().name());
        json.writeStringField("timestamp", id.timestamp().toString());
        json.writeStringField("created", created.toString());
        writeRaw(json, "actor", details.actor() == null ? null : details.actor().text());
        writeText(json, "message", details.message());
        writeRaw(json, "context", details.context());
        writeText(json, "client_ip", details.clientIp());
        writeText(json, "source", details.source());
        writeText(json, "expires", expires);
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    private static void writeRaw(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeRawValue(value.toString());
        }
    }
}
