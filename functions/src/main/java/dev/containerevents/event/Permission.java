package dev.containerevents.event;

import java.util.Locale;

/// What a key may do with its organisation's events.
public enum Permission {
    READ,
    WRITE,

    /// Manages destinations.
    DELIVER;

    /// Returns the right's name in commands and responses.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
