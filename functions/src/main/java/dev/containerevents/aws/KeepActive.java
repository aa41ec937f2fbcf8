package dev.containerevents.aws;

/// The weekly call of every function. A snapshot that nobody used for two weeks is dropped, and the call that
/// finds it so fails.
public final class KeepActive {

    /// What the call says. A function answers nothing to it, and returns before any I/O.
    public static final String CALL = "{\"keep\":\"active\"}";

    private KeepActive() {}
}
