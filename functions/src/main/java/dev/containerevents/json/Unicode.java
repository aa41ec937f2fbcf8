package dev.containerevents.json;

import java.text.Normalizer;

/// Checks and normalises the characters of a text.
public final class Unicode {

    /// What decoders put in place of bytes that aren't UTF-8.
    private static final char REPLACEMENT = '\ufffd';

    private Unicode() {}

    /// Returns whether a text has an unpaired surrogate, as `"\ud800"` spells it. UTF-8 can't hold one, and many
    /// JSON parsers refuse a document that has one (RFC 7493, 2.1).
    public static boolean hasUnpairedSurrogate(String text) {
        return firstUnpairedSurrogate(text, 0) >= 0;
    }

    private static int firstUnpairedSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /// Returns whether a text has U+FFFD. It came from bytes that weren't UTF-8, so the original text is lost.
    public static boolean hasReplacement(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }

    /// Returns whether every character is visible or white space. Control and format characters, unpaired
    /// surrogates, unassigned characters and U+FFFD aren't.
    public static boolean isVisible(String text) {
        return text.codePoints().noneMatch(Unicode::isInvisible);
    }

    private static boolean isInvisible(int character) {
        return character == REPLACEMENT
                || switch (Character.getType(character)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> true;
                    default -> false;
                };
    }

    /// Returns whether a text has a control or format character, such as a line break or a zero-width space.
    public static boolean hasControlOrFormat(String text) {
        return text.codePoints().anyMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT -> true;
            default -> false;
        });
    }

    /// Returns the text without white space of any kind at its ends: no-break spaces, tabs and line breaks too.
    public static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isWhiteSpace(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    /// All white space has code points of at most 16 bits.
    private static boolean isWhiteSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    /// Returns the text in normal form C, in which texts that look alike are equal.
    public static String nfc(String text) {
        // Loading the normalizer's tables takes milliseconds, and most texts don't need them.
        return isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /// Returns whether a text has only ASCII characters.
    public static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /// Returns the text, cut to at most so many code points. No surrogate pair is cut in two.
    public static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /// Returns the same, with an ellipsis if it was cut. It can be written as UTF-8, see [#wellFormed].
    public static String abbreviated(String text, int most) {
        String beginning = shortened(text, most);
        return wellFormed(beginning.length() == text.length() ? text : beginning + "…");
    }

    /// Returns the text with U+FFFD in place of each unpaired surrogate, so that it can be written as UTF-8.
    public static String wellFormed(String text) {
        int unpaired = firstUnpairedSurrogate(text, 0);
        if (unpaired < 0) {
            return text;
        }
        StringBuilder writable = new StringBuilder(text);
        for (; unpaired >= 0; unpaired = firstUnpairedSurrogate(text, unpaired + 1)) {
            writable.setCharAt(unpaired, REPLACEMENT);
        }
        return writable.toString();
    }
}
