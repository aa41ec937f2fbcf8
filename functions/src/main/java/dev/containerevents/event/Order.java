package dev.containerevents.event;

/// The order of a list, by event id and so by time.
public enum Order {
    ASC,
    DESC;

    public Order reversed() {
        return this == ASC ? DESC : ASC;
    }
}
