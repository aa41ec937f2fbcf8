package dev.containerevents.compat.togai;

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

/// An event as Togai shows it.
///
/// @param name       the event's type
/// @param dimensions by name; a name has at most 50 characters
record TogaiEvent(String name, String id, String timestamp, String accountId, Map<String, String> dimensions) {

    private static final int LONGEST_NAME = 50;

    /// Dimensions with our own values. A member of the context with one of these names is never shown, so that
    /// `user` is always the actor.
    private static final List<String> OWN_NAMES =
            List.of("status", "container_id", "user", "client_ip", "source", "message");

    static TogaiEvent of(Event event, TogaiDialect dialect) {
        EventDetails details = event.details();
        Dimensions dimensions = new Dimensions(dialect, new LinkedHashMap<>());
        dimensions.put("status", details.status().name());
        dimensions.put("container_id", Unicode.shortened(event.container().id(), dialect.longestValue()));
        dimensions.put("user", details.actor() == null ? null : details.actor().id());
        dimensions.put("client_ip", details.clientIp());
        dimensions.put("source", details.source());
        dimensions.put(
                "message",
                details.message() == null ? null : Unicode.shortened(details.message(), dialect.longestValue()));
        if (details.context() != null) {
            dimensions.putScalars(details.context());
        }
        return new TogaiEvent(
                Unicode.shortened(details.type(), dialect.longestName()),
                event.id().toString(),
                event.timestamp().toString(),
                event.container().org(),
                dimensions.values);
    }

    /// A dimension is a text: objects, arrays and null are left out. So is a text that is too long, because a part
    /// of a value would be another value.
    private record Dimensions(TogaiDialect dialect, Map<String, String> values) {

        void put(String name, @Nullable String value) {
            if (value != null
                    && (dialect.readsEmptyTexts() || !value.isEmpty())
                    && isText(name, LONGEST_NAME)
                    && isText(value, dialect.longestValue())) {
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
}
