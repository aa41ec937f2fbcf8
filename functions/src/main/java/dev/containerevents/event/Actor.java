package dev.containerevents.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.Unicode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Who did it.
///
/// @param id   see [#isId]
/// @param text the whole object as it was sent, `id` included
public record Actor(String id, JsonText text) {

    /// The most characters of an id.
    public static final int LONGEST_ID = 256;

    /// The most bytes of the whole object.
    public static final int MOST_BYTES = 4 * 1024;

    /// The index of actors holds the id in normal form, which can be three times as long; its keys end at 2,048
    /// bytes.
    private static final int MOST_ID_BYTES = 1536;

    /// What an id must be; completes a sentence that begins with the member's name.
    public static final String ID_RULE =
            "must have 1 to " + LONGEST_ID + " characters, and at most " + MOST_ID_BYTES + " bytes in normal form C";

    /// Returns whether an actor can have that id. See [#ID_RULE].
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= LONGEST_ID
                && Unicode.nfc(text).getBytes(StandardCharsets.UTF_8).length <= MOST_ID_BYTES;
    }

    /// Reads a stored actor.
    public static Actor read(JsonText text) {
        String id = JsonObjectReader.read(text.value(), "actor", new Faults()).string("id", 1, LONGEST_ID);
        return new Actor(Objects.requireNonNull(id), text);
    }

    /// Returns an actor of whom only the id is known.
    public static Actor of(String id) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(id));
        return new Actor(id, new JsonText("{\"id\":\"" + quoted + "\"}"));
    }
}
