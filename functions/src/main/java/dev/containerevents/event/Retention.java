package dev.containerevents.event;

import com.fasterxml.jackson.core.JsonParser;
import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many days an organisation's events are kept, by type, counted from when they were stored. A type that isn't
/// named is kept as [#ANY_TYPE] says, otherwise for good.
///
/// @param days by event type, 1 to 36,500
public record Retention(Map<String, Integer> days) {

    /// Stands for all types that aren't named.
    public static final String ANY_TYPE = "*";

    /// 100 years.
    public static final int MOST_DAYS = 36_500;

    /// The maximum number of types that an organisation can name. They are sent in the authorizer's context, which
    /// is small.
    public static final int MOST_TYPES = 20;

    private static final String NOTHING = "{}";

    public static final Retention FOR_EVER = new Retention(Map.of());

    /// Returns a JSON object, as it is sent in the authorizer's context.
    public String text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Json.write(text, json -> {
            json.writeStartObject();
            for (Map.Entry<String, Integer> entry : days.entrySet()) {
                json.writeNumberField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        });
        return text.toString(StandardCharsets.UTF_8);
    }

    /// Reads what [#text()] returned.
    public static Retention of(String text) {
        if (text.equals(NOTHING)) {
            return FOR_EVER;
        }
        Map<String, Integer> days = new HashMap<>();
        try (JsonParser json = Json.PLAIN.createParser(text)) {
            json.nextToken();
            for (String type = json.nextFieldName(); type != null; type = json.nextFieldName()) {
                days.put(type, json.nextIntValue(MOST_DAYS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Retention(days);
    }

    Optional<Instant> expiry(String type, Instant created) {
        return Optional.ofNullable(days.getOrDefault(type, days.get(ANY_TYPE)))
                .map(kept -> created.plus(Duration.ofDays(kept)));
    }
}
