package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A body in memory, or a part of one, as UTF-8. It knows how long it will be inside of the proxy response: as a
/// JSON string, with each quote and backslash escaped. Not thread-safe.
public final class Body {

    private static final class Buffer extends ByteArrayOutputStream {
        private int escapes;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '"' || bytes[i] == '\\') {
                    escapes++;
                } else if (bytes[i] >= 0 && bytes[i] < ' ') {
                    // Line breaks of a context that was sent pretty-printed become \n, the rarer ones up to six
                    // characters.
                    escapes += 5;
                }
            }
            super.write(bytes, offset, length);
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
        buffer.write(part.buffer.bytes(), 0, part.buffer.size());
    }

    /// An upper bound of its length inside of the proxy response, in bytes.
    public int escapedLength() {
        return buffer.size() + buffer.escapes;
    }

    /// Writes it, being JSON, as a value into another one.
    public void writeRaw(JsonGenerator json) throws IOException {
        json.writeRawValue(buffer.toString(StandardCharsets.UTF_8));
    }

    void writeAsString(JsonGenerator json) throws IOException {
        json.writeUTF8String(buffer.bytes(), 0, buffer.size());
    }
}
