package dev.containerevents.event;

import java.nio.ByteBuffer;

/// The 16 random bytes of an event from which the salts of its commitment are derived. Whoever knows them can find
/// out the values that a commitment hides by guessing, so only the event's own item holds them.
///
/// @param high the first 8 bytes
/// @param low  the last 8 bytes
public record Seed(long high, long low) {

    /// The length of a seed in bytes.
    public static final int BYTES = 16;

    /// Reads a seed.
    ///
    /// @throws IllegalArgumentException if it doesn't have 16 bytes
    public static Seed of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a seed has " + BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Seed(buffer.getLong(), buffer.getLong());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /// Doesn't tell it, because texts end up in logs.
    @Override
    public String toString() {
        return "Seed[]";
    }
}
