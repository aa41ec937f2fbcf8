package dev.containerevents.compat.togai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.Event;
import dev.containerevents.json.Rfc3339;
import java.io.IOException;
import java.util.Map;

/// What a version of Togai's client reads and sends. No response suits two of them, because each raises an
/// exception where it misses a member, or at one of another version. The path names the version, never the
/// `User-Agent`.
enum TogaiDialect {
    /// Python 1.0.2, which Togai's documentation describes.
    PYTHON_1_0_2("togai", "eventName", "eventTimestamp", "eventAttributes", 255, 255, true),
    /// Java 1.0.2.
    JAVA_1_0_2("togai/java", "schemaName", "timestamp", "attributes", 255, 255, true),
    /// Python 1.0.3, which also requires when an event was stored, and an `eventPipelineInfo` of a single event.
    PYTHON_1_0_3("togai/python", "schemaName", "timestamp", "attributes", 50, 200, false);

    /// A stored event is what Togai calls processed. All its clients know this name.
    private static final String PROCESSED = "INGESTION_COMPLETED_EVENT_METERED";

    private final String list;
    private final String name;
    private final String timestamp;
    private final String attributes;
    private final int longestName;
    private final int longestValue;
    private final boolean readsEmptyTexts;

    /// @param list       tells its tokens from those of another
    /// @param name       the member with the event's type
    /// @param timestamp  the member with its timestamp
    /// @param attributes the member with what Togai meters
    TogaiDialect(
            String list,
            String name,
            String timestamp,
            String attributes,
            int longestName,
            int longestValue,
            boolean readsEmptyTexts) {
        this.list = list;
        this.name = name;
        this.timestamp = timestamp;
        this.attributes = attributes;
        this.longestName = longestName;
        this.longestValue = longestValue;
        this.readsEmptyTexts = readsEmptyTexts;
    }

    /// Returns a name by which its tokens differ from those of another.
    String list() {
        return list;
    }

    /// Returns how many characters the name of an event may have. Types have at most 128.
    int longestName() {
        return longestName;
    }

    /// Returns how many characters a dimension's value may have.
    int longestValue() {
        return longestValue;
    }

    /// Returns whether a dimension may be an empty text.
    boolean readsEmptyTexts() {
        return readsEmptyTexts;
    }

    /// Returns whether its list is filtered by time. Otherwise, it is filtered by the events' name.
    boolean filtersByTime() {
        return this == PYTHON_1_0_2;
    }

    /// Writes an event with only the members that the client knows.
    ///
    /// @param single whether it is the response to a request for this event
    void write(JsonGenerator json, Event event, boolean single) throws IOException {
        TogaiEvent shown = TogaiEvent.of(event, this);
        json.writeStartObject();
        json.writeObjectFieldStart("eventPayload");
        json.writeStringField(name, shown.name());
        json.writeStringField("id", shown.id());
        json.writeStringField(timestamp, shown.timestamp());
        json.writeStringField("accountId", shown.accountId());
        json.writeArrayFieldStart(attributes);
        json.writeEndArray();
        json.writeObjectFieldStart("dimensions");
        for (Map.Entry<String, String> dimension : shown.dimensions().entrySet()) {
            json.writeStringField(dimension.getKey(), dimension.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectFieldStart("ingestionStatus");
        json.writeStringField("status", PROCESSED);
        json.writeEndObject();
        if (this == PYTHON_1_0_3) {
            json.writeStringField("referenceId", shown.id());
            json.writeStringField("createdAt", Rfc3339.text(event.created()));
            if (single) {
                json.writeObjectFieldStart("eventPipelineInfo");
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }
}
