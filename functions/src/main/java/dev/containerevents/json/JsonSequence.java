package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads any number of JSON values, one after the other, such that each can be stored.
///
/// What a strict reader refuses is changed, and nothing else: an unpaired surrogate, and a NUL at the beginning of
/// a name, become U+FFFD; a number beyond a double, and a value that would be deeper than [Json#DEEPEST]
/// within an event, become a text; a name that appears again gets a number. Not thread-safe.
public final class JsonSequence implements AutoCloseable {

    private final String text;
    private final JsonParser parser;
    private int end;
    private boolean broken;

    /// Begins to read a text.
    public JsonSequence(String text) {
        this.text = text;
        try {
            this.parser = Json.SPLITTING.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the next value. Null if there is none, or the text isn't JSON from here on.
    public @Nullable JsonValue next() {
        try {
            if (broken || parser.nextToken() == null) {
                return null;
            }
            JsonValue value = read(1);
            end = JsonArrayReader.end(parser);
            return value;
        } catch (JsonProcessingException e) {
            broken = true;
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns whether the text isn't JSON after the last value.
    public boolean isBroken() {
        return broken;
    }

    /// Returns where the last value ended.
    public int end() {
        return end;
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonValue read(int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (depth >= Json.DEEPEST && token.isStructStart()) {
            int begin = JsonArrayReader.begin(parser);
            return new JsonValue.Text(Unicode.wellFormed(text.substring(begin, JsonArrayReader.end(parser))));
        }
        return switch (token) {
            case START_OBJECT -> new JsonValue.Obj(members(depth));
            case START_ARRAY -> new JsonValue.Arr(elements(depth));
            case VALUE_STRING -> new JsonValue.Text(Unicode.wellFormed(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            case VALUE_TRUE -> JsonValue.Literal.TRUE;
            case VALUE_FALSE -> JsonValue.Literal.FALSE;
            default -> JsonValue.Literal.NULL;
        };
    }

    private Map<String, JsonValue> members(int depth) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String sent = parser.nextFieldName(); sent != null; sent = parser.nextFieldName()) {
            String name = name(sent, members);
            parser.nextToken();
            members.put(name, read(depth + 1));
        }
        return members;
    }

    private List<JsonValue> elements(int depth) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(depth + 1));
        }
        return elements;
    }

    private static String name(String sent, Map<String, JsonValue> members) {
        String wellFormed = Unicode.wellFormed(sent);
        String name = wellFormed.startsWith("\0") ? '\ufffd' + wellFormed.substring(1) : wellFormed;
        String unique = name;
        // JsonObjectReader are never removed, so this number is new unless a sender chose it.
        for (int number = members.size() + 1; members.containsKey(unique); number++) {
            unique = name + "#" + number;
        }
        return unique;
    }

    private static JsonValue number(String spelled) {
        boolean isDouble = spelled.length() <= Json.MOST_DIGITS && !Double.isInfinite(Double.parseDouble(spelled));
        return isDouble ? new JsonValue.Num(spelled) : new JsonValue.Text(spelled);
    }
}
