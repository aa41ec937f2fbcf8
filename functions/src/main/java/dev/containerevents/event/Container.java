package dev.containerevents.event;

import dev.containerevents.json.Unicode;
import java.nio.charset.StandardCharsets;

/// A container of an organisation.
///
/// @param org the organisation's id, see [Org#isId]
/// @param id  kept as it was sent and compared exactly, see [#isId]
public record Container(String org, String id) {

    /// The container of events about an organisation's destinations. From its first row on, an organisation's log
    /// says that it has destinations.
    public static final String DESTINATIONS = "destinations";

    /// The maximum length of an id, in bytes of UTF-8.
    public static final int MOST_ID_BYTES = 512;

    /// What an id must be; completes a sentence that begins with the member's name.
    public static final String ID_RULE = "must have 1 to " + MOST_ID_BYTES
            + " bytes of UTF-8, without invisible characters or white space at either end, and must not be '.' or '..'";

    /// Returns whether a container can have that id. Two different ids must also look different.
    ///
    /// `.` and `..` are rejected because URL parsers remove these path segments.
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_ID_BYTES
                && text.getBytes(StandardCharsets.UTF_8).length <= MOST_ID_BYTES
                && !text.equals(".")
                && !text.equals("..")
                && Unicode.isVisible(text)
                && Unicode.strip(text).length() == text.length();
    }
}
