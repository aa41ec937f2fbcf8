package dev.containerevents.ledger;

import java.util.Arrays;

/// The log is not what it should be.
public final class Difference extends AssertionError {

    private static final long serialVersionUID = 1;

    private Difference(String what) {
        super(what);
    }

    /// @param values are told after what is wrong
    static void unless(boolean holds, String what, Object... values) {
        if (!holds) {
            throw new Difference(what + ": " + Arrays.toString(values));
        }
    }
}
