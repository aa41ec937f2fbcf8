package dev.containerevents.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The weekly call of every function. Lambda drops a snapshot that wasn't used for two weeks, and the next call
/// fails.
public final class KeepActiveCall {

    /// The event with which it comes. A function returns nothing, before any I/O.
    public static final String EVENT = "{\"keep\":\"active\"}";

    private static final byte[] BYTES = EVENT.getBytes(StandardCharsets.UTF_8);

    private KeepActiveCall() {}

    /// Returns whether an event is that call. Nothing else counts as that call: a function that doesn't know the
    /// shape of its event must fail, because an empty success would hide that nothing was done.
    public static boolean matches(byte[] event) {
        return Arrays.equals(event, BYTES);
    }
}
