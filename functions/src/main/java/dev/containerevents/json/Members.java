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

/// The members of one JSON object, taken one by one. What is wrong with one becomes a fault and reads as null, so
/// that a reader goes on to the others; whoever calls looks at the faults in the end. Not thread-safe.
///
/// A member that is `null` is absent, since many serializers write null for a field without a value. Text that no
/// reader could use is a fault wherever it stands: an unpaired surrogate, a number beyond a double (RFC 7493, 2.1
/// and 2.2), a name that begins with NUL, which PHP refuses, and U+FFFD, which decoders put in the place of bytes
/// that aren't UTF-8.
///
///     Members members = Members.read(body, "body", faults);
///     String message = members.string("message", 0, 4096);
///     members.refuseOthers();
public final class Members {

    /// @param text  of a string what it says, of anything else its spelling
    /// @param begin where it begins in the JSON, and ends
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
    private static final String NUL_NAME = "has a name that begins with U+0000, which some JSON parsers refuse";
    private static final String NUMBER = "has a number beyond the range of a double";

    /// Why a text that has U+FFFD can't be kept, readable after the name of the member that holds it.
    public static final String REPLACEMENT = "has the character U+FFFD, which means that the body was not UTF-8";

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final String json;
    private final String where;
    private final Faults faults;
    private final boolean escaped;
    private boolean readable = true;

    private Members(String json, String where, Faults faults) {
        this.json = json;
        this.where = where;
        this.faults = faults;
        this.escaped = json.contains("\\u");
    }

    /// Reads one object and nothing behind it. No object, or no JSON, is a fault, and there are no members then.
    ///
    /// @param where names the object in its faults, for example `body`
    public static Members read(String json, String where, Faults faults) {
        return read(Json.STRICT, true, json, where, faults);
    }

    /// Reads one object whose members are read later, each for itself: what is wrong inside of them is left to
    /// their readers.
    public static Members readOutermost(String json, String where, Faults faults) {
        return read(Json.SPLITTING, false, json, where, faults);
    }

    private static Members read(JsonFactory factory, boolean deep, String json, String where, Faults faults) {
        Members members = new Members(json, where, faults);
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

    private void readAll(JsonParser parser, boolean deep) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            unreadable("must be a JSON object");
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            String string = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            int begin = Elements.begin(parser);
            String flaw = deep ? flaw(parser) : null;
            int end = Elements.end(parser);
            String text = string == null ? json.substring(begin, end) : string;
            if (values.put(name, new Value(token, text, begin, end, flaw)) != null) {
                unreadable("is not valid JSON: the member '" + Unicode.abbreviated(name, 64) + "' appears twice");
                return;
            }
        }
        if (parser.nextToken() != null) {
            unreadable("must end after the JSON object");
        }
    }

    /// Looks through the value that the parser stands at, at any depth, and goes to its end.
    ///
    /// @return why it can't be kept; null if it can
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

    /// Only an escape can spell what is wrong with a text: the JSON itself has no unpaired surrogate, see above.
    private @Nullable String text(JsonParser parser) throws IOException {
        return escaped && Unicode.hasUnpairedSurrogate(parser.getText()) ? SURROGATE : null;
    }

    private void unreadable(String why) {
        values.clear();
        readable = false;
        faults.add(where, why);
    }

    /// Names the object in its faults.
    public String where() {
        return where;
    }

    /// Whether there was an object at all.
    public boolean isReadable() {
        return readable;
    }

    /// Returns whether a member is there, and not null.
    public boolean has(String name) {
        Value value = values.get(name);
        return value != null && !value.isNull();
    }

    /// Forgets all members that are null, known or not: for formats in which null unsets anything.
    public void forgetNulls() {
        values.values().removeIf(Value::isNull);
    }

    /// Returns why the value of a member can't be kept; null if it can, or is missing.
    public @Nullable String flaw(String name) {
        Value value = values.get(name);
        return value == null ? null : value.flaw;
    }

    /// Takes a member. Null if it is missing, null, or can't be kept, which is a fault.
    private @Nullable Value take(String name) {
        Value value = values.remove(name);
        if (value == null || value.isNull()) {
            return null;
        }
        return value.flaw == null ? value : fault(name, value.flaw);
    }

    /// A string of so many characters (code points, as JSON Schema counts).
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

    /// An RFC 3339 time, to the nanosecond.
    public @Nullable Instant instant(String name) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        Optional<Instant> time = value.token == JsonToken.VALUE_STRING ? Rfc3339.parse(value.text) : Optional.empty();
        return time.isPresent() ? time.get() : fault(name, Rfc3339.RULE);
    }

    /// An object of at most so many bytes, as the text that was sent, without U+FFFD at any depth.
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

    /// A value of any kind of at most so many bytes, as the text that was sent. It may have U+FFFD.
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

    /// A value of any kind, null included, as the text that was sent, whatever its [#flaw].
    public @Nullable JsonText any(String name) {
        Value value = values.remove(name);
        return value == null ? null : text(value);
    }

    /// An array, as the text that was sent.
    public @Nullable JsonText array(String name) {
        Value value = take(name);
        if (value == null) {
            return null;
        }
        return value.token == JsonToken.START_ARRAY ? new JsonText(value.text) : fault(name, "must be an array");
    }

    /// A whole number within bounds.
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

    /// A boolean; false if it is missing.
    public boolean flag(String name) {
        Value value = take(name);
        if (value != null && !value.token.isBoolean()) {
            fault(name, "must be true or false");
        }
        return value != null && value.token == JsonToken.VALUE_TRUE;
    }

    /// The names of the members that nobody took yet.
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /// Says that a member is wanted, unless it is there or the whole object was unreadable: then that is the
    /// fault.
    public void require(String... names) {
        for (String name : names) {
            if (readable && !has(name)) {
                fault(name, "is required");
            }
        }
    }

    /// A fault for each member that nobody took.
    public void refuseOthers() {
        for (String name : values.keySet()) {
            fault(Unicode.abbreviated(name, 64), "is not a known member");
        }
    }

    /// Adds a fault of a member that was taken; answers null, so that a caller can return it.
    @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
    public <T> @Nullable T fault(String name, String why) {
        faults.add(where + "/" + name, why);
        return null;
    }
}
