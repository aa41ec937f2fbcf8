package dev.containerevents.otlp;

/// Thrown if a request, or a record of it, isn't in its encoding.
public final class MalformedRequest extends Exception {

    private static final long serialVersionUID = 1;

    /// @param message completes a sentence that begins with what was read: `ends early`
    MalformedRequest(String message) {
        super(message);
    }
}
