package dev.containerevents.json;

/// What a JSON string can say that UTF-8 can't.
public final class Unicode {

    private Unicode() {}

    /// Whether a text has half of a surrogate pair, as `"\ud800"` spells it. It can't be stored as UTF-8: it would
    /// come back as a question mark.
    public static boolean hasHalfSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /// The text, or as many code points of its beginning as it may have: no pair is cut in two.
    public static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /// The same, and an ellipsis if anything is left out.
    public static String abbreviated(String text, int most) {
        String beginning = shortened(text, most);
        return beginning.length() == text.length() ? text : beginning + "…";
    }
}
