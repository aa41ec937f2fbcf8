package dev.containerevents.event;

import java.util.Optional;

/// Whether what happened succeeded.
public enum Status {
    SUCCESS,
    FAIL;

    /// What a status must be; completes a sentence that begins with the member's name.
    public static final String RULE = "must be SUCCESS or FAIL";

    /// Reads a status. Empty if the text is none.
    public static Optional<Status> read(String text) {
        return switch (text) {
            case "SUCCESS" -> Optional.of(SUCCESS);
            case "FAIL" -> Optional.of(FAIL);
            default -> Optional.empty();
        };
    }
}
