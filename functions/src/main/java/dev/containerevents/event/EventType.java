package dev.containerevents.event;

/// The names that an event's type can have: any of 1 to 64 characters, a [CoreType] in upper case.
public final class EventType {

    public static final int LONGEST = 64;

    /// What a name must be, readable after the name of whatever bears it.
    public static final String RULE = "must have 1 to " + LONGEST + " characters";

    private EventType() {}

    public static boolean isOne(String name) {
        return !name.isEmpty() && name.codePointCount(0, name.length()) <= LONGEST;
    }

    /// The name as it is stored: that of a core type may be sent in any case.
    public static String stored(String name) {
        return CoreType.of(name).map(CoreType::name).orElse(name);
    }
}
