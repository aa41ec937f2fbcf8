package dev.containerevents.event;

import java.util.List;
import java.util.Optional;

/// The event types that have their own list. Any other name is a type as well.
public enum CoreType {
    ACCESS,
    BLOCK,
    CREATE,
    EXPIRE;

    private static final List<CoreType> ALL = List.of(values());

    /// Returns the core type of that name, in upper or lower case.
    public static Optional<CoreType> of(String name) {
        for (CoreType type : ALL) {
            if (type.isCalled(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// ASCII letters only: in Unicode, the upper case of `acceß` and `expıre` are names of core types too.
    private boolean isCalled(String name) {
        boolean is = name.length() == name().length();
        for (int i = 0; is && i < name.length(); i++) {
            char upper = name().charAt(i);
            is = name.charAt(i) == upper || name.charAt(i) == Character.toLowerCase(upper);
        }
        return is;
    }
}
