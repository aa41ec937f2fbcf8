package dev.containerevents.infra;

import java.util.Locale;

/// What an operation may do for destinations, besides its rights on the table: an entry of `x-destination-access`.
public enum DestinationAccess {
    /// Stores a destination's secret.
    WRITE_SECRET,
    /// Deletes a destination's secret.
    DELETE_SECRET,
    /// Announces that a destination is due.
    ANNOUNCE,
    /// Has an event delivered at once, and waits for the result.
    TEST;

    /// Reads an entry of the contract: `write-secret`.
    static DestinationAccess parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
