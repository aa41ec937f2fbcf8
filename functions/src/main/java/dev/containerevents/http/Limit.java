package dev.containerevents.http;

import java.util.Locale;

/// The limits that a 429 may be about, by the names that clients see.
public enum Limit {
    /// Requests a second, of the organisation's tier or of the whole API. The gateway enforces it.
    REQUESTS,

    /// Events that an organisation may store on a day.
    EVENTS_PER_DAY,

    /// What a partition of the table takes a second.
    CAPACITY;

    /// Returns its name, as the member `limit` of a problem has it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
