package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record as it was sent.
///
/// @param fields what a mapping reads: the record itself, or a line of text as `message`
/// @param isLine whether it was a line of text
/// @param origin what is known about it from around it
record Received(JsonValue.Obj fields, boolean isLine, Origin origin) {

    private static final String MESSAGE = "message";

    /// What an envelope or a line's format says about a record. The record's own values come first.
    ///
    /// @param container where it comes from
    /// @param time      when it was written
    /// @param id        identifies it
    record Origin(
            @Nullable String container,
            @Nullable RecordTime time,
            @Nullable String id) {

        static final Origin UNKNOWN = new Origin(null, null, null);
    }

    /// Returns a value that was sent alone: an object is the record, anything else a line of text.
    static Received of(JsonValue value, Origin around) {
        return switch (value) {
            case JsonValue.Obj fields -> new Received(fields, false, around);
            case JsonValue.Text(String line) -> TextLine.read(line, around);
            default -> TextLine.read(value.json(), around);
        };
    }

    /// Returns a line of text.
    static Received line(String line, Origin origin) {
        return new Received(new JsonValue.Obj(Map.of(MESSAGE, new JsonValue.Text(line))), true, origin);
    }

    /// Returns the line of text; null if it was none.
    @Nullable
    String line() {
        return isLine && fields.members().get(MESSAGE) instanceof JsonValue.Text(String line) ? line : null;
    }

    /// Returns what tells the record from others.
    String text() {
        return fields.json();
    }
}
