package dev.containerevents.event;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.UUID;

/// The id of an event: a UUIDv7 (RFC 9562) whose 48 bits of time are the event's own timestamp in milliseconds
/// since 1970.
///
/// If a timestamp is finer than a millisecond, the 12 bits after the version hold the fraction of the millisecond
/// in steps of 244 ns (RFC 9562, 6.2, method 3). Otherwise they are free.
///
/// Ids therefore sort as the events happened, and the id alone tells the millisecond. The text form, 36 lower-case
/// characters, sorts in the same way as the 128 bits.
///
/// @param high the upper 64 bits: the time, the version, and 12 bits that are free or hold the fraction
/// @param low the lower 64 bits: the variant and 62 free bits
public record EventId(long high, long low) implements Comparable<EventId> {

    /// Sorts before every other id.
    public static final EventId FIRST = new EventId(0, 0);

    /// Sorts after every other id.
    public static final EventId LAST = new EventId(-1, -1);

    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private static final int NANOS_PER_MILLI = 1_000_000;

    /// Returns the id of that time. Its free bits are the lowest 62 of `low` and, unless the time is finer than a
    /// millisecond, the lowest 12 of `high`.
    static EventId of(Instant timestamp, long high, long low) {
        long nanos = timestamp.get(ChronoField.NANO_OF_SECOND) % NANOS_PER_MILLI;
        long twelve = nanos == 0 ? high & 0xfff : nanos * 0x1000 / NANOS_PER_MILLI;
        return new EventId(timestamp.toEpochMilli() << 16 | VERSION_7 | twelve, VARIANT | (low & ~0L >>> 2));
    }

    /// Returns the lower bound of all ids of the millisecond that contains a time.
    public static EventId floor(Instant timestamp) {
        return new EventId(timestamp.toEpochMilli() << 16, 0);
    }

    /// Reads the text form, in upper or lower case. Empty if the text isn't a UUIDv7.
    public static Optional<EventId> parse(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            // The JDK also takes groups of fewer digits, and digits of other scripts.
            String canonical = uuid.toString();
            boolean isUuid7 = uuid.version() == 7
                    && uuid.variant() == 2
                    && (canonical.equals(text) || canonical.equalsIgnoreCase(text));
            return isUuid7
                    ? Optional.of(new EventId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Returns when the event happened, truncated to the millisecond.
    public Instant timestamp() {
        return Instant.ofEpochMilli(high >>> 16);
    }

    /// Returns the largest 128-bit value below this one.
    ///
    /// @throws ArithmeticException for [#FIRST], which has none
    public EventId predecessor() {
        if (compareTo(FIRST) == 0) {
            throw new ArithmeticException("nothing sorts before the first id");
        }
        return new EventId(low == 0 ? high - 1 : high, low - 1);
    }

    /// Returns the smallest 128-bit value above this one.
    ///
    /// @throws ArithmeticException for [#LAST], which has none
    public EventId successor() {
        if (compareTo(LAST) == 0) {
            throw new ArithmeticException("nothing sorts after the last id");
        }
        return new EventId(low == -1 ? high + 1 : high, low + 1);
    }

    @Override
    public int compareTo(EventId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
