package dev.containerevents.event;

import java.util.Locale;
import java.util.Optional;

/// The event types that have a list of their own. Any other name is a type as well.
public enum CoreType {
    ACCESS,
    BLOCK,
    CREATE,
    EXPIRE;

    /// The core type of that name, in any case.
    public static Optional<CoreType> of(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "ACCESS" -> Optional.of(ACCESS);
            case "BLOCK" -> Optional.of(BLOCK);
            case "CREATE" -> Optional.of(CREATE);
            case "EXPIRE" -> Optional.of(EXPIRE);
            default -> Optional.empty();
        };
    }
}
