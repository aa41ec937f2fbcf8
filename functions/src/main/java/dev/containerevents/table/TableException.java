package dev.containerevents.table;

/// The table couldn't serve a valid request. Trying again may help.
public sealed class TableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private TableException(Throwable cause) {
        super(cause);
    }

    /// The table, or one of its partitions, is throttled. Nothing was done, unless an earlier attempt of the SDK
    /// succeeded and its response was lost.
    public static final class Throttled extends TableException {
        private static final long serialVersionUID = 1;

        Throttled(Throwable cause) {
            super(cause);
        }
    }

    /// There was no response, or the table is unavailable. A write may have been done.
    public static final class Unavailable extends TableException {
        private static final long serialVersionUID = 1;

        Unavailable(Throwable cause) {
            super(cause);
        }
    }
}
