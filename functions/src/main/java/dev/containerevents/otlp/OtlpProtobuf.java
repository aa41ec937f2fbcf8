package dev.containerevents.otlp;

import dev.containerevents.json.JsonValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the binary encoding. Unknown fields are skipped, as the protocol demands; the numbers of the fields are
/// those of `opentelemetry/proto/logs/v1/logs.proto` and `common/v1/common.proto`.
final class OtlpProtobuf {

    /// A stored value nests at most 64 levels deep, some of which the record itself takes.
    private static final int DEEPEST = 48;

    private OtlpProtobuf() {}

    static void read(ProtobufReader request, OtlpLogs logs) throws MalformedRequest {
        while (request.next()) {
            switch (request.field()) {
                case 1 -> readResourceLogs(request.message(), logs);
                default -> request.skip();
            }
        }
    }

    /// What is said about all records may follow them.
    private static void readResourceLogs(ProtobufReader reader, OtlpLogs logs) throws MalformedRequest {
        LogRecord resource = new LogRecord();
        List<ProtobufReader> scopes = new ArrayList<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> readResource(reader.message(), resource);
                case 2 -> scopes.add(reader.message());
                case 3 -> resource.text("ResourceSchemaUrl", reader.text());
                default -> reader.skip();
            }
        }
        for (ProtobufReader scope : scopes) {
            readScopeLogs(scope, resource, logs);
        }
    }

    private static void readResource(ProtobufReader reader, LogRecord resource) throws MalformedRequest {
        Map<String, JsonValue> attributes = new LinkedHashMap<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> readAttribute(reader.message(), attributes, 1);
                default -> reader.skip();
            }
        }
        resource.object("Resource", attributes);
    }

    private static void readScopeLogs(ProtobufReader reader, LogRecord resource, OtlpLogs logs)
            throws MalformedRequest {
        LogRecord scope = new LogRecord();
        List<ProtobufReader> records = new ArrayList<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> scope.object("InstrumentationScope", scope(reader.message()));
                case 2 -> records.add(reader.message());
                case 3 -> scope.text("ScopeSchemaUrl", reader.text());
                default -> reader.skip();
            }
        }
        for (ProtobufReader each : records) {
            try {
                logs.add(logRecord(each).within(resource, scope));
            } catch (MalformedRequest e) {
                logs.addMalformed();
            }
        }
    }

    private static Map<String, JsonValue> scope(ProtobufReader reader) throws MalformedRequest {
        LogRecord scope = new LogRecord();
        Map<String, JsonValue> attributes = new LinkedHashMap<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> scope.text("Name", reader.text());
                case 2 -> scope.text("Version", reader.text());
                case 3 -> readAttribute(reader.message(), attributes, 1);
                default -> reader.skip();
            }
        }
        scope.object("Attributes", attributes);
        return scope.members();
    }

    private static LogRecord logRecord(ProtobufReader reader) throws MalformedRequest {
        LogRecord logRecord = new LogRecord();
        Map<String, JsonValue> attributes = new LinkedHashMap<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> logRecord.time("Timestamp", reader.fixed64());
                case 2 -> logRecord.number("SeverityNumber", reader.varint());
                case 3 -> logRecord.text("SeverityText", reader.text());
                case 5 -> logRecord.value("Body", value(reader.message(), 1));
                case 6 -> readAttribute(reader.message(), attributes, 1);
                case 7 -> logRecord.number("DroppedAttributesCount", reader.varint());
                case 8 -> logRecord.number("TraceFlags", Integer.toUnsignedLong(reader.fixed32()));
                case 9 -> logRecord.id("TraceId", reader.bytes());
                case 10 -> logRecord.id("SpanId", reader.bytes());
                case 11 -> logRecord.time("ObservedTimestamp", reader.fixed64());
                case 12 -> logRecord.text("EventName", reader.text());
                default -> reader.skip();
            }
        }
        logRecord.object("Attributes", attributes);
        return logRecord;
    }

    private static void readAttribute(ProtobufReader reader, Map<String, JsonValue> attributes, int depth)
            throws MalformedRequest {
        String key = "";
        JsonValue value = JsonValue.Literal.NULL;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> key = reader.text();
                case 2 -> value = value(reader.message(), depth + 1);
                default -> reader.skip();
            }
        }
        attributes.put(LogRecord.name(key), value);
    }

    private static JsonValue value(ProtobufReader reader, int depth) throws MalformedRequest {
        if (depth > DEEPEST) {
            throw new MalformedRequest("has a value that nests deeper than " + DEEPEST + " levels");
        }
        JsonValue value = JsonValue.Literal.NULL;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> value = new JsonValue.Text(reader.text());
                case 2 -> value = reader.varint() == 0 ? JsonValue.Literal.FALSE : JsonValue.Literal.TRUE;
                case 3 -> value = new JsonValue.Num(Long.toString(reader.varint()));
                case 4 -> value = number(reader.float64());
                case 5 -> value = new JsonValue.Arr(elements(reader.message(), depth));
                case 6 -> value = new JsonValue.Obj(members(reader.message(), depth));
                case 7 -> value = new JsonValue.Text(Base64.getEncoder().encodeToString(reader.bytes()));
                default -> reader.skip();
            }
        }
        return value;
    }

    private static List<JsonValue> elements(ProtobufReader reader, int depth) throws MalformedRequest {
        List<JsonValue> elements = new ArrayList<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> elements.add(value(reader.message(), depth + 1));
                default -> reader.skip();
            }
        }
        return elements;
    }

    private static Map<String, JsonValue> members(ProtobufReader reader, int depth) throws MalformedRequest {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> readAttribute(reader.message(), members, depth);
                default -> reader.skip();
            }
        }
        return members;
    }

    /// JSON has no numbers for these.
    private static JsonValue number(double number) {
        String text = Double.toString(number);
        return Double.isFinite(number) ? new JsonValue.Num(text) : new JsonValue.Text(text);
    }
}
