package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value as the exact text that was sent, so that the order of members, large numbers and spelling survive.
public record JsonText(String value) {

    /// Returns the JSON of a string.
    public static JsonText of(String text) {
        return new JsonText('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    /// Returns its length in bytes of UTF-8.
    public int bytes() {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /// Returns whether any text or name in it has U+FFFD.
    public boolean hasReplacement() {
        return Unicode.hasReplacement(value) || (value.contains("\\u") && hasEscapedReplacement());
    }

    private boolean hasEscapedReplacement() {
        try (JsonParser json = Json.STRICT.createParser(value)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                boolean isText = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
                if (isText && Unicode.hasReplacement(json.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isNull() {
        return value.equals("null");
    }

    public boolean isObject() {
        return value.startsWith("{");
    }

    public boolean isNumber() {
        return value.startsWith("-") || (value.charAt(0) >= '0' && value.charAt(0) <= '9');
    }

    /// Returns the string that it spells, if it is one.
    public Optional<String> string() {
        return parsed() instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /// Returns whether another text has the same value. The order of members, white space and the spelling of
    /// strings and numbers don't matter.
    public boolean hasValueOf(JsonText other) {
        return value.equals(other.value) || parsed().equals(other.parsed());
    }

    private Object parsed() {
        try (JsonParser json = Json.STRICT.createParser(value)) {
            json.nextToken();
            return parsed(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object parsed(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new HashMap<>();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    members.put(name, parsed(json));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(parsed(json));
                }
                yield values;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getText());
            case VALUE_STRING -> json.getText();
            // The literals stand for themselves. As tokens, they differ from every string.
            default -> json.currentToken();
        };
    }

    /// A number with an extreme exponent. It is compared by its spelling, and differs from every string.
    private record HugeNumber(String text) {}

    /// Compares by value: 1, 1.0 and 10e-1 are equal.
    private static Object number(String text) {
        try {
            return new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException | ArithmeticException e) {
            return new HugeNumber(text);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
