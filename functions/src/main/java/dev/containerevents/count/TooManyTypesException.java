package dev.containerevents.count;

/// A count would have to tell apart more types than are counted one by one. See `ledger.Types`.
public final class TooManyTypesException extends RuntimeException {

    private static final long serialVersionUID = 1;
}
