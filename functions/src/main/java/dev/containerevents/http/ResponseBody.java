package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.CharTypes;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A body in memory, as it will be inside the proxy response: a JSON string in UTF-8, escaped while it is written.
/// Not thread-safe.
public final class ResponseBody {

    private static final int BYTES = 256;

    private static class Escaped extends OutputStream {

        /// For each byte: 0 if it needs no escape, the byte after the backslash, or -1 for `\\u00..`.
        private static final int[] ESCAPES = Arrays.copyOf(CharTypes.get7BitOutputEscapes(), BYTES);

        private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        private static final int LONGEST_ESCAPE = 8;

        private final int[] escapes;
        private byte[] bytes = new byte[512];
        private int length;

        Escaped() {
            this(ESCAPES);
        }

        /// @param escapes 0 for each byte that needs no escape
        Escaped(int[] escapes) {
            this.escapes = escapes;
        }

        @Override
        public void write(int character) {
            write(new byte[] {(byte) character}, 0, 1);
        }

        @Override
        public void write(byte[] utf8, int offset, int count) {
            int end = offset + count;
            int i = offset;
            while (i < end) {
                i = writeUnescaped(utf8, i, end);
                if (i < end) {
                    reserve(LONGEST_ESCAPE);
                    writeEscape(utf8[i++]);
                }
            }
        }

        /// Writes bytes that need no escape, and returns where they end.
        private int writeUnescaped(byte[] utf8, int from, int end) {
            reserve(end - from);
            byte[] to = bytes;
            int at = length;
            int i = from;
            for (; i < end && escapes[utf8[i] & 0xff] == 0; i++) {
                to[at++] = utf8[i];
            }
            length = at;
            return i;
        }

        /// Writes a byte that needs an escape.
        void writeEscape(byte character) {
            int escape = ESCAPES[character];
            put('\\');
            if (escape > 0) {
                put(escape);
            } else {
                put('u');
                put('0');
                put('0');
                put(HEX[character >> 4]);
                put(HEX[character & 0xf]);
            }
        }

        /// Appends a byte. There must be room for it.
        final void put(int character) {
            bytes[length++] = (byte) character;
        }

        /// Removes the last bytes if they are these.
        final boolean takeBack(int... last) {
            int from = length - last.length;
            for (int i = 0; i < last.length; i++) {
                if (from < 0 || bytes[from + i] != (byte) last[i]) {
                    return false;
                }
            }
            length = from;
            return true;
        }

        void copy(byte[] source, int from, int to) {
            reserve(to - from);
            System.arraycopy(source, from, bytes, length, to - from);
            length += to - from;
        }

        private void reserve(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
            }
        }
    }

    /// Writes JSON without any character that some reader treats as the end of a line. Line breaks between tokens
    /// become spaces. Inside texts, JSON already escapes most such characters; the remaining ones are U+0085,
    /// U+2028 and U+2029.
    private static final class OnOneLine extends Escaped {

        /// The last bytes of U+0085, U+2028 and U+2029 in UTF-8. Other characters end with them too.
        private static final int NEXT_LINE = 0x85;
        private static final int LINE_SEPARATOR = 0xa8;
        private static final int PARAGRAPH_SEPARATOR = 0xa9;

        private static final int[] ESCAPES = escapes();

        OnOneLine() {
            super(ESCAPES);
        }

        private static int[] escapes() {
            int[] escapes = Escaped.ESCAPES.clone();
            escapes[NEXT_LINE] = -1;
            escapes[LINE_SEPARATOR] = -1;
            escapes[PARAGRAPH_SEPARATOR] = -1;
            return escapes;
        }

        @Override
        void writeEscape(byte character) {
            switch (character & 0xff) {
                case '\n', '\r' -> put(' ');
                case NEXT_LINE -> writeLineEnd(character, takeBack(0xc2), "0085");
                case LINE_SEPARATOR -> writeLineEnd(character, takeBack(0xe2, 0x80), "2028");
                case PARAGRAPH_SEPARATOR -> writeLineEnd(character, takeBack(0xe2, 0x80), "2029");
                default -> super.writeEscape(character);
            }
        }

        private void writeLineEnd(byte last, boolean isOne, String codePoint) {
            if (!isOne) {
                put(last);
                return;
            }
            put('\\');
            put('\\');
            put('u');
            for (int i = 0; i < codePoint.length(); i++) {
                put(codePoint.charAt(i));
            }
        }
    }

    private final Escaped escaped;

    /// Creates an empty body.
    public ResponseBody() {
        this(new Escaped());
    }

    private ResponseBody(Escaped escaped) {
        this.escaped = escaped;
    }

    /// Creates an empty body in which all JSON is one line for every reader, even for one that ends lines where
    /// Unicode does, such as Python's `splitlines`.
    public static ResponseBody onOneLine() {
        return new ResponseBody(new OnOneLine());
    }

    /// Writes any number of JSON values.
    public void write(Json.Writer writer) {
        Json.write(escaped, writer);
    }

    public void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        escaped.write(bytes, 0, bytes.length);
    }

    /// Writes a part of another body.
    ///
    /// @param from the other's [#length()] when the part began
    /// @param to the other's length when it ended
    public void write(ResponseBody other, int from, int to) {
        escaped.copy(other.escaped.bytes, from, to);
    }

    /// Returns its length inside the proxy response, in bytes.
    public int length() {
        return escaped.length;
    }

    void writeAsString(JsonGenerator json) throws IOException {
        json.writeRawUTF8String(escaped.bytes, 0, escaped.length);
    }
}
