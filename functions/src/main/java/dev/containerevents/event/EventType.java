package dev.containerevents.event;

import dev.containerevents.json.Unicode;

/// The names that an event type can have: 1 to 128 characters, without control and format characters. A [CoreType]
/// is written in upper case.
///
/// White space at the ends of a name is ignored. An invisible character is rejected, because it would hide the
/// event from the list of its type.
public final class EventType {

    public static final int LONGEST = 128;

    /// What a name must be; completes a sentence that begins with the member's name.
    public static final String RULE =
            "must have 1 to " + LONGEST + " characters, none of which may be a control or format character";

    private EventType() {}

    /// Returns whether a name, as it was sent, can be a type.
    public static boolean isOne(String name) {
        String stripped = Unicode.strip(name);
        return !stripped.isEmpty()
                && stripped.codePointCount(0, stripped.length()) <= LONGEST
                && !Unicode.hasControlOrFormat(stripped);
    }

    /// Returns the name as it is stored: without white space at either end, and in upper case if it is a core
    /// type.
    public static String stored(String name) {
        String stripped = Unicode.strip(name);
        return CoreType.of(stripped).map(CoreType::name).orElse(stripped);
    }
}
