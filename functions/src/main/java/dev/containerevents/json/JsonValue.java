package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A JSON value in memory, for records of foreign systems, whose members aren't known before. It can be stored:
/// see [JsonSequence] for what is changed so that it can.
public sealed interface JsonValue {

    /// An object.
    ///
    /// @param members in the order in which they were sent
    record Obj(Map<String, JsonValue> members) implements JsonValue {}

    /// An array.
    record Arr(List<JsonValue> elements) implements JsonValue {}

    /// A string.
    record Text(String value) implements JsonValue {}

    /// A number.
    ///
    /// @param text as it was spelled
    record Num(String text) implements JsonValue {}

    /// A value that has a name.
    enum Literal implements JsonValue {
        TRUE("true"),
        FALSE("false"),
        NULL("null");

        private final String text;

        Literal(String text) {
            this.text = text;
        }

        /// Returns how it is spelled.
        public String text() {
            return text;
        }
    }

    /// Returns its JSON.
    default String json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, this::write);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Writes it.
    default void write(JsonGenerator json) throws IOException {
        switch (this) {
            case Obj(Map<String, JsonValue> members) -> {
                json.writeStartObject();
                for (Map.Entry<String, JsonValue> member : members.entrySet()) {
                    json.writeFieldName(member.getKey());
                    member.getValue().write(json);
                }
                json.writeEndObject();
            }
            case Arr(List<JsonValue> elements) -> {
                json.writeStartArray();
                for (JsonValue element : elements) {
                    element.write(json);
                }
                json.writeEndArray();
            }
            case Text(String text) -> json.writeString(text);
            case Num(String text) -> json.writeNumber(text);
            case Literal literal -> json.writeRawValue(literal.text);
        }
    }
}
