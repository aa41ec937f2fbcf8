package dev.containerevents.intake;

import java.util.regex.Pattern;

/// A text that a pattern may only read for so long: a pattern comes from a request, and some take time that grows
/// with a power of the text's length.
final class LimitedText implements CharSequence {

    private static final int MOST_READS = 20_000;
    private static final int LONGEST = 1024;

    /// Thrown out of the matcher.
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int reads;

    private LimitedText(String text) {
        this.text = text;
    }

    /// Returns whether a pattern is found in the first 1,024 characters of a text, within the limit.
    static boolean matches(Pattern pattern, String text) {
        try {
            return pattern.matcher(new LimitedText(text.length() > LONGEST ? text.substring(0, LONGEST) : text))
                    .find();
        } catch (TooLong e) {
            return false;
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++reads > MOST_READS) {
            throw new TooLong();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
