package dev.containerevents.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The weekly call of every function. A snapshot that nobody used for two weeks is dropped, and the call that
/// finds it so fails.
public final class KeepActive {

    /// What the call says. A function answers nothing to it, and returns before any I/O.
    public static final String CALL = "{\"keep\":\"active\"}";

    private static final byte[] BYTES = CALL.getBytes(StandardCharsets.UTF_8);

    private KeepActive() {}

    /// Whether an event is that call. Nothing else is taken for it: a function that doesn't know the shape of its
    /// event must fail, because an empty success would hide that nothing was done.
    public static boolean isCall(byte[] event) {
        return Arrays.equals(event, BYTES);
    }
}
