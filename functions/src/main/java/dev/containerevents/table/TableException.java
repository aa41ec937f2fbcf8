package dev.containerevents.table;

/// The table couldn't do what it was asked, though nothing was wrong with it, and may be asked again.
public sealed class TableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private TableException(Throwable cause) {
        super(cause);
    }

    /// More requests than the table, or one of its partitions, takes. It did nothing, unless an
    /// earlier try of the SDK had, whose answer was lost.
    public static final class Throttled extends TableException {
        private static final long serialVersionUID = 1;

        Throttled(Throwable cause) {
            super(cause);
        }
    }

    /// No answer, or one that says that it can't answer now. A write may have happened.
    public static final class Unavailable extends TableException {
        private static final long serialVersionUID = 1;

        Unavailable(Throwable cause) {
            super(cause);
        }
    }
}
