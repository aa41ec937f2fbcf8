package dev.containerevents.table;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys and names of the items in which an organisation's log lies.
final class LedgerKeys {

    private static final String STAGED = "S#";
    private static final String LOG = "L#";
    private static final String RUN = "R#";

    /// An attribute that is named like this and a sequence number holds a row.
    private static final char SEQUENCE = '#';

    private static final int MOST_DIGITS = 40;

    /// Enough for 10^16 rows. Keys of one length sort as their numbers do.
    private static final int INDEX_DIGITS = 16;

    /// The last index that a key can have.
    static final long LAST_INDEX = 9_999_999_999_999_999L;

    private LedgerKeys() {}

    static String staged(String org) {
        return STAGED + org;
    }

    /// The organisation whose rows are staged in that partition; empty if it is another kind's.
    static Optional<String> stagedOrg(@Nullable String partition) {
        return partition != null && partition.startsWith(STAGED)
                ? Optional.of(partition.substring(STAGED.length()))
                : Optional.empty();
    }

    static String log(String org) {
        return LOG + org;
    }

    /// The sort key of the run that begins at that index.
    static String run(long first) {
        String digits = Long.toString(first);
        return RUN + "0".repeat(INDEX_DIGITS - digits.length()) + digits;
    }

    static long first(String runKey) {
        return Long.parseLong(runKey.substring(RUN.length()));
    }

    static String attribute(BigInteger sequence) {
        return SEQUENCE + sequence.toString();
    }

    static boolean isSequence(String attribute) {
        return !attribute.isEmpty() && attribute.charAt(0) == SEQUENCE;
    }

    /// @throws IllegalArgumentException if the attribute's name has no sequence number
    static BigInteger sequence(String attribute) {
        String digits = attribute.substring(1);
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        if (!isNumber) {
            throw new IllegalArgumentException("no sequence number");
        }
        return new BigInteger(digits);
    }
}
