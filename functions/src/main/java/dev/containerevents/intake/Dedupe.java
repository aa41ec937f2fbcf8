package dev.containerevents.intake;

/// How the intake knows a record that is sent again: the parameter `dedupe`.
public enum Dedupe {
    /// By its id, its exact time, or its place in a request that is repeated.
    AUTO,
    /// By its content alone: equal records are one.
    CONTENT,
    /// Not at all: each record is stored each time.
    NONE
}
