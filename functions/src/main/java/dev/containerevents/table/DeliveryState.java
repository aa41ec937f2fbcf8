package dev.containerevents.table;

import java.util.Locale;

/// What is known of a destination's receiver.
public enum DeliveryState {
    /// The last request was accepted, or none was sent yet.
    ACTIVE,

    /// The last request failed in a way that usually passes. The next one follows after a back-off.
    RETRYING,

    /// The receiver refuses what only a person can change. It is tried once an hour.
    FAILING,

    /// Nothing is sent until somebody resumes it.
    PAUSED;

    /// Returns the state's name in the table and in responses.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DeliveryState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
