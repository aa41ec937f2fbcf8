package dev.containerevents.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The elements of a JSON array.
public final class Elements {

    private Elements() {}

    /// Reads one array and nothing behind it; each element, be it an object or not, as the text that was sent;
    /// what is wrong inside of one is left to its reader. No array, or no JSON, is a fault, and there are no
    /// elements then.
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
                faults.add(where, "must end after the JSON array");
            }
            return elements;
        } catch (JsonProcessingException e) {
            faults.add(where, Json.whyInvalid(e));
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the value begins that the parser stands at.
    static int begin(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /// Where it ends; the parser goes there, or is there already.
    static int end(JsonParser parser) throws IOException {
        if (parser.currentToken().isStructStart() || parser.currentToken().isStructEnd()) {
            parser.skipChildren();
            return (int) parser.currentLocation().getCharOffset();
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            // A string is read lazily; its end is known when it was.
            parser.finishToken();
            return (int) parser.currentLocation().getCharOffset();
        }
        // Behind a number the parser has looked ahead, so only its own length tells where it ends.
        return begin(parser) + parser.getTextLength();
    }
}
