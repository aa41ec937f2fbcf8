package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.CloudEvent;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.ledger.Row;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An entry of a feed: a row of the log, with its event where it is of one that exists.
///
/// @param event null if it is gone, or the row is of no new event
public record FeedEntry(
        Org org, long index, Row row, @Nullable Event event) {

    /// The columns of CSV before those of an event's members.
    static final List<String> COLUMNS = List.of("index", "entry", "erased");

    /// Indexes as text that sorts as they do: as many digits as the largest has.
    private static final int SEQUENCE_DIGITS = 16;

    /// Writes it as it stands in the page, without what separates it from the next.
    ///
    /// @param fields the members of an event to show; empty for all
    void write(ListFormat format, Set<String> fields, JsonGenerator page) throws IOException {
        switch (format) {
            case JSON, NDJSON -> writeJson(fields, page);
            case CSV -> page.writeRaw(csv(fields));
            case CLOUD_EVENTS -> writeCloudEvent(page);
        }
    }

    /// Returns what it is, in one word.
    public String name() {
        if (event != null) {
            return "event";
        }
        return switch (row.kind()) {
            case STORED, FOUND, IMPORTED -> "gone";
            case ERASED -> "erased";
            case REMOVED -> "removed";
            case ALTERED -> "altered";
            case RECEIPT -> "receipt";
        };
    }

    /// Writes it as the contract's `FeedEntry`.
    public void writeJson(JsonGenerator json) throws IOException {
        writeJson(Set.of(), json);
    }

    private void writeJson(Set<String> fields, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index);
        if (event != null) {
            json.writeFieldName("event");
            event.write(json, fields);
        } else {
            writeWithoutEvent(json);
        }
        json.writeEndObject();
    }

    /// What the row itself tells of an event.
    private void writeWithoutEvent(JsonGenerator json) throws IOException {
        if (row.erased().isEmpty()) {
            json.writeBooleanField(name(), true);
        } else {
            json.writeArrayFieldStart("erased");
            for (String member : row.erased()) {
                json.writeString(member);
            }
            json.writeEndArray();
        }
        for (String member : List.of("event_id", "container_id", "event_type", "status")) {
            json.writeStringField(member, text(member));
        }
    }

    private String csv(Set<String> fields) {
        List<String> before = List.of(Long.toString(index), name(), String.join(" ", row.erased()));
        return event == null ? Csv.row(before, this::text, fields) : Csv.row(before, event::text, fields);
    }

    private @Nullable String text(String member) {
        return switch (member) {
            case "event_id" -> row.id().toString();
            case "org_id" -> org.id();
            case "container_id" -> row.container();
            case "event_type" -> row.type();
            case "status" -> row.status().name();
            default -> null;
        };
    }

    /// Writes it as a CloudEvent. One without an event is a CloudEvent of its own, since its type is none of the
    /// organisation's.
    public void writeCloudEvent(JsonGenerator json) throws IOException {
        String digits = Long.toString(index);
        String sequence = "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
        if (event != null) {
            CloudEvent.writeWithSequence(json, event, sequence);
            return;
        }
        json.writeStartObject();
        json.writeStringField("sequence", sequence);
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", row.id() + "-" + index);
        json.writeStringField("source", "/orgs/" + org.id());
        json.writeStringField("type", "dev.containerevents." + name());
        json.writeStringField("subject", row.container());
        json.writeStringField("datacontenttype", "application/json");
        json.writeObjectFieldStart("data");
        writeWithoutEvent(json);
        json.writeEndObject();
        json.writeEndObject();
    }
}
