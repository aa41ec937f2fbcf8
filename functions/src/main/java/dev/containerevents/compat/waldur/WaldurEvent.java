package dev.containerevents.compat.waldur;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.Event;
import dev.containerevents.json.JsonText;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// An event in Waldur's format. Every member is present except perhaps `id`, and none is null.
///
/// @param uuid    32 hex digits
/// @param created when it happened, to the microsecond; Waldur has no other time
/// @param context an object
/// @param id      the number that `/api/events/{id}/` accepts besides the UUID
record WaldurEvent(String uuid, Instant created, String eventType, String message, JsonText context, OptionalLong id) {

    /// The members that `field` can name.
    static final List<String> FIELDS = List.of("uuid", "created", "event_type", "message", "context");

    static WaldurEvent of(Event event) {
        String message = event.details().message();
        return new WaldurEvent(
                WaldurUuid.of(event.id()),
                event.timestamp().truncatedTo(ChronoUnit.MICROS),
                event.details().type(),
                message == null ? "" : message,
                WaldurContext.of(event),
                WaldurId.of(event.id()));
    }

    /// @param fields of [#FIELDS]; empty for all, and `id`
    void write(JsonGenerator json, Set<String> fields) throws IOException {
        json.writeStartObject();
        for (String field : FIELDS) {
            if (fields.isEmpty() || fields.contains(field)) {
                json.writeFieldName(field);
                write(json, field);
            }
        }
        if (fields.isEmpty() && id.isPresent()) {
            json.writeNumberField("id", id.getAsLong());
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, String field) throws IOException {
        switch (field) {
            case "uuid" -> json.writeString(uuid);
            case "created" -> json.writeString(created.toString());
            case "event_type" -> json.writeString(eventType);
            case "message" -> json.writeString(message);
            case "context" -> json.writeRawValue(context.value());
            default -> throw new IllegalArgumentException(field);
        }
    }
}
