package dev.containerevents.event;

/// The order of a list: by event id, and therefore by time.
public enum Order {
    ASC,
    DESC;

    public Order reversed() {
        return this == ASC ? DESC : ASC;
    }
}
