package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A JSON body in memory, as UTF-8, that knows how long it will be inside of the proxy response: as a string, with
/// each quote and backslash escaped. Not thread-safe.
public final class JsonBody {

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

    /// Writes one value.
    public void write(Json.Writer writer) {
        Json.write(buffer, writer);
    }

    /// An upper bound of its length inside of the proxy response, in bytes.
    public int escapedLength() {
        return buffer.size() + buffer.escapes;
    }

    /// Writes it as a value into another one.
    public void writeRaw(JsonGenerator json) throws IOException {
        json.writeRawValue(buffer.toString(StandardCharsets.UTF_8));
    }

    void writeAsString(JsonGenerator json) throws IOException {
        json.writeUTF8String(buffer.bytes(), 0, buffer.size());
    }
}
