package dev.containerevents.otlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads a message of Protocol Buffers, field by field. Not thread-safe.
///
///     while (reader.next()) {
///         switch (reader.field()) {
///             case 1 -> name = reader.text();
///             default -> reader.skip();
///         }
///     }
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private static final int TYPE_BITS = 3;
    private static final int TYPE_MASK = 7;
    private static final int BITS_OF_A_BYTE = 7;
    private static final int MORE = 0x80;
    private static final long VALUE_MASK = 0x7f;
    private static final int MOST_VARINT_BITS = 64;

    private final ByteBuffer bytes;
    private int field;
    private int type;

    ProtobufReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private ProtobufReader(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Moves to the next field, whose value must then be read or skipped.
    ///
    /// @return whether there is one
    boolean next() throws MalformedRequest {
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = readVarint();
        field = (int) (tag >>> TYPE_BITS);
        type = (int) (tag & TYPE_MASK);
        if (field <= 0 || tag >>> Integer.SIZE != 0) {
            throw new MalformedRequest("has a field without a valid number");
        }
        return true;
    }

    /// Returns the number of the current field.
    int field() {
        return field;
    }

    long varint() throws MalformedRequest {
        require(VARINT);
        return readVarint();
    }

    long fixed64() throws MalformedRequest {
        require(FIXED_64);
        requireBytes(Long.BYTES);
        return bytes.getLong();
    }

    int fixed32() throws MalformedRequest {
        require(FIXED_32);
        requireBytes(Integer.BYTES);
        return bytes.getInt();
    }

    double float64() throws MalformedRequest {
        return Double.longBitsToDouble(fixed64());
    }

    /// Returns a string. U+FFFD stands for what isn't UTF-8.
    String text() throws MalformedRequest {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() throws MalformedRequest {
        ByteBuffer part = part();
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        return copy;
    }

    /// Returns a reader of the message that is the current field's value.
    ProtobufReader message() throws MalformedRequest {
        return new ProtobufReader(part());
    }

    void skip() throws MalformedRequest {
        switch (type) {
            case VARINT -> readVarint();
            case FIXED_64 -> fixed64();
            case DELIMITED -> part();
            case FIXED_32 -> fixed32();
            default -> throw new MalformedRequest("has a field of an unknown type");
        }
    }

    private void require(int expected) throws MalformedRequest {
        if (type != expected) {
            throw new MalformedRequest("has a field of another type");
        }
    }

    private void requireBytes(long count) throws MalformedRequest {
        if (count < 0 || count > bytes.remaining()) {
            throw new MalformedRequest("ends early");
        }
    }

    private ByteBuffer part() throws MalformedRequest {
        require(DELIMITED);
        long length = readVarint();
        requireBytes(length);
        ByteBuffer part = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return part;
    }

    private long readVarint() throws MalformedRequest {
        long value = 0;
        for (int shift = 0; shift < MOST_VARINT_BITS; shift += BITS_OF_A_BYTE) {
            requireBytes(1);
            byte next = bytes.get();
            value |= (next & VALUE_MASK) << shift;
            if ((next & MORE) == 0) {
                return value;
            }
        }
        throw new MalformedRequest("has a number that is too long");
    }
}
