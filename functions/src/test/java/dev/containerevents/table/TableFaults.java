package dev.containerevents.table;

/// What the table's callers get when it fails.
public final class TableFaults {

    private TableFaults() {}

    /// No answer came. A write may have happened.
    public static TableException unavailable() {
        return new TableException.Unavailable(new IllegalStateException("simulated"));
    }
}
