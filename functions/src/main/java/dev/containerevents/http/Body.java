package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.CharTypes;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A body in memory. It is kept as it will stand inside of the proxy response: as a JSON string in UTF-8, escaped
/// while it is written. Not thread-safe.
public final class Body {

    private static final class Escaped extends OutputStream {

        /// For each ASCII character: 0 if it stands for itself, what follows the backslash, or -1 for `\\u00..`.
        private static final int[] ESCAPES = CharTypes.get7BitOutputEscapes();

        private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        private static final int LONGEST_ESCAPE = 6;

        private byte[] bytes = new byte[512];
        private int length;

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
                    writeEscape(utf8[i++]);
                }
            }
        }

        /// Writes what needs no escape, and returns where that ends.
        private int writeUnescaped(byte[] utf8, int from, int end) {
            reserve(end - from);
            byte[] to = bytes;
            int at = length;
            int i = from;
            for (; i < end && (utf8[i] < 0 || ESCAPES[utf8[i]] == 0); i++) {
                to[at++] = utf8[i];
            }
            length = at;
            return i;
        }

        private void writeEscape(byte character) {
            reserve(LONGEST_ESCAPE);
            int escape = ESCAPES[character];
            bytes[length++] = '\\';
            if (escape > 0) {
                bytes[length++] = (byte) escape;
            } else {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[character >> 4];
                bytes[length++] = HEX[character & 0xf];
            }
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

    private final Escaped escaped = new Escaped();

    /// Writes JSON: any number of values, or none.
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
    public void write(Body other, int from, int to) {
        escaped.copy(other.escaped.bytes, from, to);
    }

    /// Its length inside of the proxy response, in bytes.
    public int length() {
        return escaped.length;
    }

    void writeAsString(JsonGenerator json) throws IOException {
        json.writeRawUTF8String(escaped.bytes, 0, escaped.length);
    }
}
