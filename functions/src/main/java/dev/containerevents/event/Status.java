package dev.containerevents.event;

/// Whether what happened succeeded.
public enum Status {
    SUCCESS,
    FAIL
}
