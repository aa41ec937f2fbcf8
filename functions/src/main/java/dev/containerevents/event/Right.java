package dev.containerevents.event;

import java.util.Locale;

/// What a key may do with its organisation's events.
public enum Right {
    READ,
    WRITE;

    /// The right's name outside of the code.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
