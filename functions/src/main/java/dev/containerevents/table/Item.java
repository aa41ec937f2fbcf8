package dev.containerevents.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item of the table, with typed attributes. Not thread-safe.
///
/// @param attributes in DynamoDB's own form
record Item(Map<String, AttributeValue> attributes) {

    private static final int NANOS_PER_MILLI = 1_000_000;

    /// Digits of a fraction of a millisecond, to the nanosecond.
    private static final int DECIMALS = 6;

    static Item empty() {
        return new Item(new HashMap<>());
    }

    /// Creates an item with only its key.
    static Item of(String partition, String sort) {
        return empty().put(Partition.TABLE_KEY, partition).put(Partition.SORT_KEY, sort);
    }

    Item put(String name, String text) {
        return put(name, AttributeValue.fromS(text));
    }

    Item put(String name, long number) {
        return put(name, AttributeValue.fromN(Long.toString(number)));
    }

    /// Stores a time in milliseconds since 1970, with the decimals that it needs.
    Item put(String name, Instant time) {
        int nanos = time.get(ChronoField.NANO_OF_SECOND) % NANOS_PER_MILLI;
        return nanos == 0
                ? put(name, time.toEpochMilli())
                : put(
                        name,
                        AttributeValue.fromN(BigDecimal.valueOf(time.toEpochMilli())
                                .add(BigDecimal.valueOf(nanos, DECIMALS))
                                .toPlainString()));
    }

    /// The bytes must not be changed any more.
    Item put(String name, byte[] bytes) {
        return put(name, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes)));
    }

    Item put(String name, AttributeValue value) {
        attributes.put(name, value);
        return this;
    }

    /// Leaves out a null.
    Item putUnlessNull(String name, @Nullable Object text) {
        return text == null ? this : put(name, text.toString());
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    /// Returns a text that must be present: an item that was written by hand may have another type.
    String text(String name) {
        return Objects.requireNonNull(value(name).s(), name);
    }

    @Nullable
    String textOrNull(String name) {
        return has(name) ? value(name).s() : null;
    }

    long number(String name) {
        return Long.parseLong(value(name).n());
    }

    /// Not to be changed.
    byte[] bytes(String name) {
        return Objects.requireNonNull(value(name).b(), name).asByteArrayUnsafe();
    }

    Instant time(String name) {
        String millis = value(name).n();
        if (millis.indexOf('.') < 0) {
            return Instant.ofEpochMilli(Long.parseLong(millis));
        }
        BigDecimal exact = new BigDecimal(millis);
        long whole = exact.setScale(0, RoundingMode.FLOOR).longValueExact();
        return Instant.ofEpochMilli(whole)
                .plusNanos(exact.subtract(BigDecimal.valueOf(whole))
                        .movePointRight(DECIMALS)
                        .longValueExact());
    }

    @Nullable
    Instant timeOrNull(String name) {
        return has(name) ? time(name) : null;
    }

    AttributeValue value(String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
