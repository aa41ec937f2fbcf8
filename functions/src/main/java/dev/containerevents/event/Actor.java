package dev.containerevents.event;

import dev.containerevents.json.JsonText;

/// Who did it.
///
/// @param id   1 to 256 characters
/// @param text the whole object as it was sent, `id` included
public record Actor(String id, JsonText text) {
    static final int LONGEST_ID = 256;
}
