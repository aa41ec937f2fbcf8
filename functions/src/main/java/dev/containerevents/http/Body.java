package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A body in memory, or a part of one, as UTF-8. It knows how long it will be inside of the proxy response: as a
/// JSON string, with each quote and backslash escaped. Not thread-safe.
public final class Body {

    /// Room for one event, as most are.
    private static final int EVENT = 512;

    private static final class Buffer extends ByteArrayOutputStream {
        /// How much longer each byte becomes at most. Line breaks of a context that was sent pretty-printed become
        /// \n, the rarer control characters up to six characters.
        private static final byte[] ESCAPES = new byte[256];

        static {
            Arrays.fill(ESCAPES, 0, ' ', (byte) 5);
            ESCAPES['"'] = 1;
            ESCAPES['\\'] = 1;
        }

        private int escapes;

        Buffer() {
            super(EVENT);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                escapes += ESCAPES[bytes[i] & 0xff];
            }
            super.write(bytes, offset, length);
        }

        void write(Buffer part) {
            escapes += part.escapes;
            super.write(part.buf, 0, part.count);
        }

        byte[] bytes() {
            return buf;
        }
    }

    private final Buffer buffer = new Buffer();

    /// Writes one JSON value.
    public void write(Json.Writer writer) {
        Json.write(buffer, writer);
    }

    public void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.write(bytes, 0, bytes.length);
    }

    public void write(Body part) {
        buffer.write(part.buffer);
    }

    /// An upper bound of its length inside of the proxy response, in bytes.
    public int escapedLength() {
        return buffer.size() + buffer.escapes;
    }

    void writeAsString(JsonGenerator json) throws IOException {
        json.writeUTF8String(buffer.bytes(), 0, buffer.size());
    }
}
