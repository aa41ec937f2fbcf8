package dev.containerevents.otlp;

import dev.containerevents.json.JsonValue;
import dev.containerevents.json.Rfc3339;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// A log record, named as in OpenTelemetry's data model and written in JSON. What it lacks, and what has its
/// default, is left out. Not thread-safe.
final class LogRecord {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /// Sorted, so that a record has the same JSON in both encodings.
    private final Map<String, JsonValue> members = new TreeMap<>();

    /// Sets a time.
    ///
    /// @param nanos since 1970, unsigned; 0 if it is unknown
    void time(String name, long nanos) {
        if (nanos != 0) {
            Instant time = Instant.ofEpochSecond(
                    Long.divideUnsigned(nanos, NANOS_PER_SECOND), Long.remainderUnsigned(nanos, NANOS_PER_SECOND));
            members.put(name, new JsonValue.Text(Rfc3339.text(time)));
        }
    }

    void number(String name, long number) {
        if (number != 0) {
            members.put(name, new JsonValue.Num(Long.toString(number)));
        }
    }

    void text(String name, String text) {
        if (!text.isEmpty()) {
            members.put(name, new JsonValue.Text(text));
        }
    }

    /// Sets the id of a trace or span.
    void id(String name, byte[] id) {
        text(name, HexFormat.of().formatHex(id));
    }

    void value(String name, JsonValue value) {
        if (value != JsonValue.Literal.NULL) {
            members.put(name, value);
        }
    }

    void object(String name, Map<String, JsonValue> object) {
        if (!object.isEmpty()) {
            members.put(name, new JsonValue.Obj(object));
        }
    }

    Map<String, JsonValue> members() {
        return members;
    }

    /// Returns the record with what is said about all records of its resource and its scope.
    JsonValue.Obj within(LogRecord resource, LogRecord scope) {
        Map<String, JsonValue> all = new TreeMap<>(members);
        all.putAll(resource.members);
        all.putAll(scope.members);
        return new JsonValue.Obj(all);
    }

    /// Returns a name that can be stored.
    static String name(String sent) {
        return sent.startsWith("\0") ? '\ufffd' + sent.substring(1) : sent;
    }
}
