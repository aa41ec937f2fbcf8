package dev.containerevents.otlp;

import dev.containerevents.json.JsonSequence;
import dev.containerevents.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the JSON encoding (OTLP 1.x, "JSON Protobuf Encoding"): names in lower camel case, 64-bit integers as
/// numbers or strings, ids in hexadecimal digits. Unknown members are skipped, and null counts as missing.
final class OtlpJson {

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,20}");

    private OtlpJson() {}

    static void read(String request, OtlpLogs logs) throws MalformedRequest {
        try (JsonSequence sequence = new JsonSequence(request)) {
            JsonValue value = sequence.next();
            boolean isOne = value != null && sequence.next() == null && !sequence.isBroken();
            if (!isOne || !(value instanceof JsonValue.Obj body)) {
                throw new MalformedRequest("is not a JSON object");
            }
            for (JsonValue each : list(body, "resourceLogs")) {
                readResourceLogs(object(each), logs);
            }
        }
    }

    private static void readResourceLogs(JsonValue.Obj resourceLogs, OtlpLogs logs) throws MalformedRequest {
        LogRecord resource = new LogRecord();
        resource.object("Resource", attributes(object(member(resourceLogs, "resource")), "attributes"));
        resource.text("ResourceSchemaUrl", text(resourceLogs, "schemaUrl"));
        for (JsonValue each : list(resourceLogs, "scopeLogs")) {
            JsonValue.Obj scopeLogs = object(each);
            LogRecord scope = new LogRecord();
            scope.object("InstrumentationScope", scope(object(member(scopeLogs, "scope"))));
            scope.text("ScopeSchemaUrl", text(scopeLogs, "schemaUrl"));
            for (JsonValue logRecord : list(scopeLogs, "logRecords")) {
                try {
                    logs.add(logRecord(logRecord).within(resource, scope));
                } catch (MalformedRequest e) {
                    logs.addMalformed();
                }
            }
        }
    }

    private static Map<String, JsonValue> scope(JsonValue.Obj sent) throws MalformedRequest {
        LogRecord scope = new LogRecord();
        scope.text("Name", text(sent, "name"));
        scope.text("Version", text(sent, "version"));
        scope.object("Attributes", attributes(sent, "attributes"));
        return scope.members();
    }

    private static LogRecord logRecord(JsonValue value) throws MalformedRequest {
        if (!(value instanceof JsonValue.Obj sent)) {
            throw new MalformedRequest("is not an object");
        }
        LogRecord logRecord = new LogRecord();
        logRecord.time("Timestamp", integer(sent, "timeUnixNano"));
        logRecord.time("ObservedTimestamp", integer(sent, "observedTimeUnixNano"));
        logRecord.number("SeverityNumber", integer(sent, "severityNumber"));
        logRecord.text("SeverityText", text(sent, "severityText"));
        logRecord.text("EventName", text(sent, "eventName"));
        logRecord.value("Body", value(member(sent, "body")));
        logRecord.object("Attributes", attributes(sent, "attributes"));
        logRecord.number("DroppedAttributesCount", integer(sent, "droppedAttributesCount"));
        logRecord.number("TraceFlags", integer(sent, "flags"));
        logRecord.text("TraceId", text(sent, "traceId"));
        logRecord.text("SpanId", text(sent, "spanId"));
        return logRecord;
    }

    private static Map<String, JsonValue> attributes(JsonValue.Obj sent, String name) throws MalformedRequest {
        Map<String, JsonValue> attributes = new LinkedHashMap<>();
        for (JsonValue each : list(sent, name)) {
            JsonValue.Obj attribute = object(each);
            attributes.put(LogRecord.name(text(attribute, "key")), value(member(attribute, "value")));
        }
        return attributes;
    }

    /// An `AnyValue`, of whose members at most one is set.
    private static JsonValue value(JsonValue sent) throws MalformedRequest {
        JsonValue.Obj any = object(sent);
        for (Map.Entry<String, JsonValue> member : any.members().entrySet()) {
            JsonValue value = member.getValue();
            switch (member.getKey()) {
                case "stringValue", "boolValue", "bytesValue", "doubleValue" -> {
                    return value;
                }
                case "intValue" -> {
                    return new JsonValue.Num(Long.toString(integer(any, "intValue")));
                }
                case "arrayValue" -> {
                    List<JsonValue> elements = new ArrayList<>();
                    for (JsonValue element : list(object(value), "values")) {
                        elements.add(value(element));
                    }
                    return new JsonValue.Arr(elements);
                }
                case "kvlistValue" -> {
                    return new JsonValue.Obj(attributes(object(value), "values"));
                }
                default -> {}
            }
        }
        return JsonValue.Literal.NULL;
    }

    private static JsonValue member(JsonValue.Obj object, String name) {
        return object.members().getOrDefault(name, JsonValue.Literal.NULL);
    }

    /// Returns an object, which is empty if there is none.
    private static JsonValue.Obj object(JsonValue value) throws MalformedRequest {
        return switch (value) {
            case JsonValue.Obj object -> object;
            case JsonValue.Literal literal when literal == JsonValue.Literal.NULL -> new JsonValue.Obj(Map.of());
            default -> throw new MalformedRequest("has a value where an object is expected");
        };
    }

    private static List<JsonValue> list(JsonValue.Obj object, String name) throws MalformedRequest {
        return switch (member(object, name)) {
            case JsonValue.Arr(List<JsonValue> elements) -> elements;
            case JsonValue.Literal literal when literal == JsonValue.Literal.NULL -> List.of();
            default -> throw new MalformedRequest("has no array as " + name);
        };
    }

    private static String text(JsonValue.Obj object, String name) throws MalformedRequest {
        return switch (member(object, name)) {
            case JsonValue.Text(String text) -> text;
            case JsonValue.Literal literal when literal == JsonValue.Literal.NULL -> "";
            default -> throw new MalformedRequest("has no string as " + name);
        };
    }

    private static long integer(JsonValue.Obj object, String name) throws MalformedRequest {
        String text = switch (member(object, name)) {
            case JsonValue.Text(String digits) -> digits;
            case JsonValue.Num(String digits) -> digits;
            case JsonValue.Literal literal when literal == JsonValue.Literal.NULL -> "0";
            default -> "";
        };
        try {
            if (INTEGER.matcher(text).matches()) {
                return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new MalformedRequest("has no integer as " + name);
    }
}
