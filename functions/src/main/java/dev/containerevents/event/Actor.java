package dev.containerevents.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.containerevents.json.JsonText;

/// Who did it.
///
/// @param id   1 to 256 characters
/// @param text the whole object as it was sent, `id` included
public record Actor(String id, JsonText text) {

    /// The most characters of an id.
    public static final int LONGEST_ID = 256;

    /// An actor of whom nothing but the id is known.
    public static Actor of(String id) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(id));
        return new Actor(id, new JsonText("{\"id\":\"" + quoted + "\"}"));
    }
}
