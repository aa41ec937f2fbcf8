package dev.containerevents.ledger;

/// What a row of the log tells. The codes never change, because rows don't.
public enum RowKind {
    /// An event was stored.
    STORED(1),

    /// JsonObjectReader of an event were erased.
    ERASED(2),

    /// An event was removed, because it had expired or before that.
    REMOVED(3),

    /// An event was changed without the API.
    ALTERED(4),

    /// An event was found that had no row.
    FOUND(5),

    /// An erasure is complete.
    RECEIPT(6),

    /// An event was imported.
    IMPORTED(7);

    private static final RowKind[] ALL = values();

    private final byte code;

    RowKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /// @throws IllegalArgumentException if no kind has that code
    static RowKind of(byte code) {
        for (RowKind kind : ALL) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no row has the kind " + code);
    }
}
