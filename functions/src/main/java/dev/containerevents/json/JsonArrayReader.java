package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The elements of a JSON array.
public final class JsonArrayReader {

    private JsonArrayReader() {}

    /// Reads one array and nothing after it. Each element is the text that was sent; its own reader checks it. If
    /// the text isn't an array, or isn't JSON, that is a fault, and there are no elements.
    ///
    /// @param where names the array in its fault, for example `body/events`
    public static List<String> read(String json, String where, Faults faults) {
        try (JsonParser parser = Json.SPLITTING.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                faults.add(where, "must be a JSON array");
                return List.of();
            }
            List<String> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(json.substring(begin(parser), end(parser)));
            }
            if (parser.nextToken() != null) {
                faults.add(where, "must contain nothing after the JSON array");
            }
            return elements;
        } catch (JsonProcessingException e) {
            faults.add(where, Json.whyInvalid(e));
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns where the parser's current value begins.
    static int begin(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /// Returns where it ends. The parser moves there.
    static int end(JsonParser parser) throws IOException {
        if (parser.currentToken().isStructStart() || parser.currentToken().isStructEnd()) {
            parser.skipChildren();
            return (int) parser.currentLocation().getCharOffset();
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            // A string is read lazily: its end is known only after it was read.
            parser.finishToken();
            return (int) parser.currentLocation().getCharOffset();
        }
        // After a number the parser has looked ahead, so only the number's length tells where it ends.
        return begin(parser) + parser.getTextLength();
    }
}
