package dev.containerevents.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secret of a destination, and the one before while it is used as well.
///
/// @param previous null if only the current one is used
record Secrets(String current, @Nullable String previous) {

    private static final int LONGEST_TEXT = 256;

    /// A beginning or end of a secret this long is a secret as well: a receiver may cut what it echoes.
    private static final int SHORTEST_PART = 8;

    List<String> all() {
        return previous == null ? List.of(current) : List.of(current, previous);
    }

    /// Returns a text of a receiver as it may be kept: at most 256 printable characters, without secrets.
    String scrubbed(String text) {
        String scrubbed = text;
        for (String secret : all()) {
            scrubbed = scrubbed.replace(secret, "***");
            if (secret.startsWith(Signature.PREFIX)) {
                scrubbed = scrubbed.replace(secret.substring(Signature.PREFIX.length()), "***");
            }
        }
        StringBuilder printable = new StringBuilder();
        scrubbed.codePoints()
                .map(character -> character >= ' ' && character < 0x7f ? character : ' ')
                .forEach(printable::appendCodePoint);
        String line = printable.toString().strip();
        for (String secret : all()) {
            line = withoutParts(line, secret);
        }
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) : line;
    }

    /// Replaces what is left of a secret that was cut at the end.
    private static String withoutParts(String text, String secret) {
        for (int length = secret.length() - 1; length >= SHORTEST_PART; length--) {
            if (text.endsWith(secret.substring(0, length))) {
                return text.substring(0, text.length() - length) + "***";
            }
        }
        return text;
    }

    /// Doesn't tell them, because texts end up in logs.
    @Override
    public String toString() {
        return "Secrets[]";
    }
}
