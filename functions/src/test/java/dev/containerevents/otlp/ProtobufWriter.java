package dev.containerevents.otlp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes a message of Protocol Buffers, also one that no library would write.
public final class ProtobufWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ProtobufWriter varint(int field, long value) {
        tag(field, 0);
        number(value);
        return this;
    }

    public ProtobufWriter fixed64(int field, long value) {
        tag(field, 1);
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    public ProtobufWriter fixed32(int field, int value) {
        tag(field, 5);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    public ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtobufWriter message(int field, ProtobufWriter value) {
        return bytes(field, value.toBytes());
    }

    public ProtobufWriter bytes(int field, byte[] value) {
        tag(field, 2);
        number(value.length);
        out.writeBytes(value);
        return this;
    }

    /// Writes an attribute (`KeyValue`) whose value is that `AnyValue`.
    public ProtobufWriter attribute(int field, String key, ProtobufWriter value) {
        return message(field, new ProtobufWriter().text(1, key).message(2, value));
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void tag(int field, int type) {
        number(8L * field + type);
    }

    private void number(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
