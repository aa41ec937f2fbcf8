package dev.containerevents.compat.togai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event in Togai's format, with only the members that Togai's clients know: they raise an exception at any
/// other.
///
/// @param dimensions by name; a name has at most 50 characters, a value 255
record TogaiEvent(
        String eventName, String id, String eventTimestamp, String accountId, Map<String, String> dimensions) {

    /// A stored event is what Togai calls processed. All its clients know this name.
    private static final String PROCESSED = "INGESTION_COMPLETED_EVENT_METERED";

    private static final int LONGEST_NAME = 50;
    private static final int LONGEST_VALUE = 255;

    /// Dimensions with our own values. A member of the context with one of these names is never shown, so that
    /// `user` is always the actor.
    private static final List<String> OWN_NAMES =
            List.of("status", "container_id", "user", "client_ip", "source", "message");

    static TogaiEvent of(Event event) {
        EventDetails details = event.details();
        Dimensions dimensions = new Dimensions(new LinkedHashMap<>());
        dimensions.put("status", details.status().name());
        dimensions.put("container_id", Unicode.shortened(event.container().id(), LONGEST_VALUE));
        dimensions.put("user", details.actor() == null ? null : details.actor().id());
        dimensions.put("client_ip", details.clientIp());
        dimensions.put("source", details.source());
        dimensions.put(
                "message", details.message() == null ? null : Unicode.shortened(details.message(), LONGEST_VALUE));
        if (details.context() != null) {
            dimensions.putScalars(details.context());
        }
        return new TogaiEvent(
                details.type(),
                event.id().toString(),
                event.timestamp().toString(),
                event.container().org(),
                dimensions.values);
    }

    /// A dimension is a text: objects, arrays and null are left out. So is a text that is too long, because a part
    /// of a value would be another value.
    private record Dimensions(Map<String, String> values) {

        void put(String name, @Nullable String value) {
            if (value != null && isText(name, LONGEST_NAME) && isText(value, LONGEST_VALUE)) {
                values.put(name, value);
            }
        }

        private static boolean isText(String text, int longest) {
            return text.codePointCount(0, text.length()) <= longest && !Unicode.hasUnpairedSurrogate(text);
        }

        void putScalars(JsonText context) {
            try (JsonParser json = Json.STRICT.createParser(context.value())) {
                json.nextToken();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    boolean scalar = switch (json.nextToken()) {
                        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> true;
                        default -> false;
                    };
                    if (scalar && !OWN_NAMES.contains(name)) {
                        put(name, json.getText());
                    }
                    json.skipChildren();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("eventPayload");
        json.writeStringField("eventName", eventName);
        json.writeStringField("id", id);
        json.writeStringField("eventTimestamp", eventTimestamp);
        json.writeStringField("accountId", accountId);
        json.writeArrayFieldStart("eventAttributes");
        json.writeEndArray();
        json.writeObjectFieldStart("dimensions");
        for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
            json.writeStringField(dimension.getKey(), dimension.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectFieldStart("ingestionStatus");
        json.writeStringField("status", PROCESSED);
        json.writeEndObject();
        json.writeEndObject();
    }
}
