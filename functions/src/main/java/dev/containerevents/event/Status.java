package dev.containerevents.event;

/// How what happened went.
public enum Status {
    SUCCESS,
    FAIL
}
