package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of one JSON object, taken one by one. What is wrong with one becomes a fault and reads as null, so
/// that a reader goes on to the others; whoever calls looks at the faults in the end. Not thread-safe.
///
///     Members members = Members.read(body, "body", faults);
///     String message = members.string("message", 0, 4096);
///     members.refuseOthers();
public final class Members {

    /// @param text  of a string what it says, of anything else its spelling
    /// @param begin where it begins in the JSON, and ends
    private record Value(JsonToken token, String text, int begin, int end) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final String json;
    private final String where;
    private final Faults faults;
    private boolean readable = true;

    private Members(String json, String where, Faults faults) {
        this.json = json;
        this.where = where;
        this.faults = faults;
    }

    /// Reads one object and nothing behind it. No object, or no JSON, is a fault, and there are no members then.
    ///
    /// @param where names the object in its faults, for example `body`
    public static Members read(String json, String where, Faults faults) {
        return read(Json.STRICT, json, where, faults);
    }

    /// Reads one object whose members are read later, each for itself: what is wrong inside of them is left to
    /// their readers.
    public static Members readOutermost(String json, String where, Faults faults) {
        return read(Json.SPLITTING, json, where, faults);
    }

    private static Members read(JsonFactory factory, String json, String where, Faults faults) {
        Members members = new Members(json, where, faults);
        if (Unicode.hasHalfSurrogate(json)) {
            members.unreadable("is not valid Unicode");
            return members;
        }
        try (JsonParser parser = factory.createParser(json)) {
            members.readAll(parser);
        } catch (JsonProcessingException e) {
            members.unreadable(Json.whyInvalid(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return members;
    }

    private void readAll(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            unreadable("must be a JSON object");
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            String string = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            int begin = Elements.begin(parser);
            int end = Elements.end(parser);
            String text = string == null ? json.substring(begin, end) : string;
            if (values.put(name, new Value(token, text, begin, end)) != null) {
                unreadable("is not valid JSON: the member '" + Unicode.abbreviated(name, 64) + "' stands twice");
                return;
            }
        }
        if (parser.nextToken() != null) {
            unreadable("must end after the JSON object");
        }
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

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// A string of so many characters (code points, as JSON Schema counts).
    public @Nullable String string(String name, int shortest, int longest) {
        Value value = values.remove(name);
        if (value == null) {
            return null;
        }
        if (value.token != JsonToken.VALUE_STRING) {
            return fault(name, "must be a string");
        }
        if (Unicode.hasHalfSurrogate(value.text)) {
            return fault(name, "is not valid Unicode");
        }
        int length = value.text.codePointCount(0, value.text.length());
        if (length < shortest || length > longest) {
            return fault(name, "must have " + shortest + " to " + longest + " characters");
        }
        return value.text;
    }

    /// An RFC 3339 time, cut to milliseconds.
    public @Nullable Instant instant(String name) {
        Value value = values.remove(name);
        if (value == null) {
            return null;
        }
        Optional<Instant> time = value.token == JsonToken.VALUE_STRING ? Rfc3339.parse(value.text) : Optional.empty();
        return time.isPresent() ? time.get().truncatedTo(ChronoUnit.MILLIS) : fault(name, Rfc3339.RULE);
    }

    /// An object of at most so many bytes, as the text that was sent.
    public @Nullable JsonText object(String name, int mostBytes) {
        Value value = values.remove(name);
        if (value == null) {
            return null;
        }
        if (value.token != JsonToken.START_OBJECT) {
            return fault(name, "must be an object");
        }
        JsonText text = new JsonText(value.text);
        return text.bytes() > mostBytes ? fault(name, "must have at most " + mostBytes + " bytes") : text;
    }

    /// A value of any kind, as the text that was sent.
    public @Nullable JsonText any(String name) {
        Value value = values.remove(name);
        return value == null ? null : new JsonText(json.substring(value.begin, value.end));
    }

    /// An array, as the text that was sent.
    public @Nullable JsonText array(String name) {
        Value value = values.remove(name);
        if (value == null) {
            return null;
        }
        return value.token == JsonToken.START_ARRAY ? new JsonText(value.text) : fault(name, "must be an array");
    }

    /// A whole number within bounds.
    public @Nullable Integer whole(String name, int least, int most) {
        Value value = values.remove(name);
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
        Value value = values.remove(name);
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
            if (readable && !values.containsKey(name)) {
                fault(name, "is required");
            }
        }
    }

    /// A fault for each member that nobody took.
    public void refuseOthers() {
        for (String name : values.keySet()) {
            fault(Unicode.abbreviated(name, 64), "is not a member that is known here");
        }
    }

    /// Adds a fault of a member that was taken; answers null, so that a caller can return it.
    @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
    public <T> @Nullable T fault(String name, String why) {
        faults.add(where + "/" + name, why);
        return null;
    }
}
