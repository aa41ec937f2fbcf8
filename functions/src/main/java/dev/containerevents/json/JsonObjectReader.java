package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the members of one JSON object, one by one. An invalid member becomes a fault and is read as null, so
/// that a reader continues with the others. The caller checks the faults at the end. Not thread-safe.
///
/// A member that is `null` is absent, because many serializers write null for a field without a value. Text that
/// some readers can't use is a fault wherever it is: an unpaired surrogate, a number beyond a double (RFC 7493,
/// 2.1 and 2.2), a name that begins with NUL, which PHP refuses, and U+FFFD, which decoders put in place of bytes
/// that aren't UTF-8.
///
///     JsonObjectReader members = JsonObjectReader.read(body, "body", faults);
///     String message = members.string("message", 0, 4096);
///     members.rejectUnknown();
public final class JsonObjectReader {

    /// @param text  the string that it spells, if it is one, otherwise its spelling
    /// @param begin where it begins in the JSON
    /// @param flaw  why it can't be kept; null if it can
    private record Value(
            JsonToken token,
            String text,
            int begin,
            int end,
            @Nullable String flaw) {

        boolean isNull() {
            return token == JsonToken.VALUE_NULL;
        }
    }

    private static final String SURROGATE = "is not valid Unicode: it has an unpaired surrogate";
    private static final String NUL_NAME = "has a name that begins with U+0000, which some JSON parsers reject";
    private static final String NUMBER = "has a number beyond the range of a double";

    /// Why a text that has U+FFFD can't be stored; completes a sentence that begins with the member's name.
    public static final String REPLACEMENT = "has the character U+FFFD, which means that the body was not UTF-8";

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final String json;
    private final String where;
    private final Faults faults;
    private final boolean escaped;
    private boolean readable = true;

    private JsonObjectReader(String json, String where, Faults faults) {
        this.json = json;
        this.where = where;
        this.faults = faults;
        this.escaped = json.contains("\\u");
    }

    /// Reads one object and nothing after it. If the text isn't an object, or isn't JSON, that is a fault, and
    /// there are no members.
    ///
    /// @param where names the object in its faults, for example `body`
    public static JsonObjectReader read(String json, String where, Faults faults) {
        return read(Json.STRICT, true, json, where, faults);
    }

    /// Reads one object whose members are read later, each by its own reader, which checks it.
    public static JsonObjectReader readOutermost(String json, String where, Faults faults) {
        return read(Json.SPLITTING, false, json, where, faults);
    }

    private static JsonObjectReader read(JsonFactory factory, boolean deep, String json, String where, Faults faults) {
        JsonObjectReader members = new JsonObjectReader(json, where, faults);
        if (Unicode.hasUnpairedSurrogate(json)) {
            members.unreadable(SURROGATE);
            return members;
        }
        try (JsonParser parser = factory.createParser(json)) {
            members.readAll(parser, deep);
        } catch (JsonProcessingException e) {
            members.unreadable(Json.whyInvalid(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return members;
    }

    /// Reads one value of any kind and nothing after it. Null, with a fault, if the text isn't JSON or can't be
    /// stored.
    ///
    /// @param where names the value in its fault
    public static @Nullable JsonText readValue(String json, String where, Faults faults) {
        JsonObjectReader none = new JsonObjectReader(json, where, faults);
        if (Unicode.hasUnpairedSurrogate(json)) {
            none.unreadable(SURROGATE);
            return null;
        }
        try (JsonParser parser = Json.STRICT.createParser(json)) {
            if (parser.nextToken() == null) {
                none.unreadable("must be a JSON value");
                return null;
            }
            int begin = JsonArrayReader.begin(parser);
            String flaw = none.flaw(parser);
            int end = JsonArrayReader.end(parser);
            if (flaw != null || parser.nextToken() != null) {
                none.unreadable(flaw == null ? "must end after the JSON value" : flaw);
                return null;
            }
            return new JsonText(json.substring(begin, end));
        } catch (JsonProcessingException e) {
            none.unreadable(Json.whyInvalid(e));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readAll(JsonParser parser, boolean deep) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            unreadable("must be a JSON object");
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            String string = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            int begin = JsonArrayReader.begin(parser);
            String flaw = deep ? flaw(parser) : null;
            int end = JsonArrayReader.end(parser);
            String text = string == null ? json.substring(begin, end) : string;
            if (values.put(name, new Value(token, text, begin, end, flaw)) != null) {
                unreadable("is not valid JSON: the member '" + Unicode.abbreviated(name, 64) + "' appears twice");
                return;
            }
        }
        if (parser.nextToken() != null) {
            unreadable("must contain nothing after the JSON object");
        }
    }

    /// Checks the parser's current value, at any depth. The parser moves to its end.
    ///
    /// @return why it can't be stored; null if it can
    private @Nullable String flaw(JsonParser parser) throws IOException {
        @Nullable String flaw = null;
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (flaw == null) {
                flaw = switch (token) {
                    case FIELD_NAME -> escaped && parser.getText().startsWith("\0") ? NUL_NAME : text(parser);
                    case VALUE_STRING -> text(parser);
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                        Double.isInfinite(Double.parseDouble(parser.getText())) ? NUMBER : null;
                    default -> null;
                };
            }
        } while (depth > 0 && parser.nextToken() != null);
        return flaw;
    }

    /// Only an escape can spell an invalid text: the JSON itself has no unpaired surrogate, see above.
    private @Nullable String text(JsonParser parser) throws IOException {
        return escaped && Unicode.hasUnpairedSurrogate(parser.getText()) ? SURROGATE : null;
    }

    private void unreadable(String why) {
        values.clear();
        readable = false;
        faults.add(where, why);
    }

    /// Returns the name of the object in its faults.
    public String where() {
        return where;
    }

    /// Returns whether there was an object at all.
    public boolean isReadable() {
        return readable;
    }

    /// Returns whether a member is present and not null.
    public boolean has(String name) {
        Value value = values.get(name);
        return value != null && !value.isNull();
    }

    /// Removes all members that are null, known or not, for formats in which null means unset.
    public void forgetNulls() {
        values.values().removeIf(Value::isNull);
    }

    /// Returns why the value of a member can't be stored; null if it can, or is missing.
    public @Nullable String flaw(String name) {
        Value value = values.get(name);
        return value == null ? null : value.flaw;
    }

    /// Takes a member. Null if it is missing or null. If it can't be stored, that is a fault, and it is null too.
    private @Nullable Value take(String name) {
        Value value = values.remove(name);
        if (value == null || value.isNull()) {
            return null;
        }
        return value.flaw == null ? value : fault(name, value.flaw);
    }

    /// Takes a string of so many characters (code points, as JSON Schema counts).
    public @Nullable String string(String name, int shortest, int longest) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        if (value.token != JsonToken.VALUE_STRING) {
            return fault(name, "must be a string");
        }
        if (Unicode.hasReplacement(value.text)) {
            return fault(name, REPLACEMENT);
        }
        int length = value.text.codePointCount(0, value.text.length());
        if (length < shortest || length > longest) {
            return fault(name, "must have " + shortest + " to " + longest + " characters");
        }
        return value.text;
    }

    /// Takes an RFC 3339 time, to the nanosecond.
    public @Nullable Instant instant(String name) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        Optional<Instant> time = value.token == JsonToken.VALUE_STRING ? Rfc3339.parse(value.text) : Optional.empty();
        return time.isPresent() ? time.get() : fault(name, Rfc3339.RULE);
    }

    /// Takes an object of at most so many bytes, as the text that was sent, without U+FFFD at any depth.
    public @Nullable JsonText object(String name, int mostBytes) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        if (value.token != JsonToken.START_OBJECT) {
            return fault(name, "must be an object");
        }
        return new JsonText(value.text).hasReplacement() ? fault(name, REPLACEMENT) : limited(name, value, mostBytes);
    }

    /// Takes a value of any kind of at most so many bytes, as the text that was sent. It may have U+FFFD.
    public @Nullable JsonText value(String name, int mostBytes) {
        Value value = take(name);
        return value == null ? null : limited(name, value, mostBytes);
    }

    private @Nullable JsonText limited(String name, Value value, int mostBytes) {
        JsonText text = text(value);
        return text.bytes() > mostBytes ? fault(name, "must have at most " + mostBytes + " bytes") : text;
    }

    private JsonText text(Value value) {
        return new JsonText(json.substring(value.begin, value.end));
    }

    /// Takes a value of any kind, including null, as the text that was sent, whatever its [#flaw].
    public @Nullable JsonText any(String name) {
        Value value = values.remove(name);
        return value == null ? null : text(value);
    }

    /// Takes a string without U+FFFD, a boolean, or an integer of 32 bits, as the text that was sent.
    public @Nullable JsonText scalar(String name) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        boolean kept = switch (value.token) {
            case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> true;
            case VALUE_NUMBER_INT -> isInt(value.text);
            default -> false;
        };
        if (!kept) {
            return fault(name, "must be a string, a boolean or an integer of 32 bits");
        }
        return Unicode.hasReplacement(value.text) ? fault(name, REPLACEMENT) : text(value);
    }

    private static boolean isInt(String number) {
        try {
            Integer.parseInt(number);
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// Takes an array, as the text that was sent.
    public @Nullable JsonText array(String name) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        return value.token == JsonToken.START_ARRAY ? new JsonText(value.text) : fault(name, "must be an array");
    }

    /// Takes a whole number within bounds.
    public @Nullable Integer whole(String name, int least, int most) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        if (value.token == JsonToken.VALUE_NUMBER_INT && value.text.length() < 10) {
            int number = Integer.parseInt(value.text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        return fault(name, "must be a whole number from " + least + " to " + most);
    }

    /// Takes a boolean; false if it is missing.
    public boolean flag(String name) {
        Value value = take(name);
        if (value != null && !value.token.isBoolean()) {
            fault(name, "must be true or false");
        }
        return value != null && value.token == JsonToken.VALUE_TRUE;
    }

    /// Returns the names of the members that weren't taken yet.
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /// Adds a fault for each of these members that is missing, unless the whole object was unreadable.
    public void require(String... names) {
        for (String name : names) {
            if (readable && !has(name)) {
                fault(name, "is required");
            }
        }
    }

    /// Adds a fault for each member that wasn't taken.
    public void rejectUnknown() {
        for (String name : values.keySet()) {
            fault(Unicode.abbreviated(name, 64), "is not a known member");
        }
    }

    /// Adds a fault of a member that was taken. Returns null, so that a caller can return it.
    @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
    public <T> @Nullable T fault(String name, String why) {
        faults.add(where + "/" + name, why);
        return null;
    }
}
