package dev.containerevents.intake;

import dev.containerevents.http.Query;
import org.jspecify.annotations.Nullable;

/// How the intake knows a record that is sent again: the parameter `dedupe`.
public enum Dedupe {
    /// By its id, its exact time, or its place in a request that is repeated.
    AUTO,
    /// By its content alone: equal records are one.
    CONTENT,
    /// Not at all: each record is stored each time.
    NONE;

    /// Reads the parameter. A value that it can't have is a fault.
    static Dedupe of(Query query) {
        @Nullable String text = query.text("dedupe");
        return switch (text) {
            case null -> AUTO;
            case "content" -> CONTENT;
            case "none" -> NONE;
            default -> {
                query.fault("dedupe", "must be content or none, or be left out");
                yield AUTO;
            }
        };
    }
}
