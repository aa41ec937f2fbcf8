package dev.containerevents.table;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Calculates what an item costs to write when DynamoDB doesn't say it: a refused put is charged, but its
/// exception has no capacity.
///
/// Sizes are as in DynamoDB's developer guide, "DynamoDB item sizes and formats": names and strings count their
/// UTF-8 bytes, a number about one byte per two digits plus one. Pairs of zeros at the end of a number don't
/// count.
final class ItemSize {

    private ItemSize() {}

    /// Returns the write units of a put into the table alone. The larger of the old and the new item counts.
    static double writeUnits(Map<String, AttributeValue> one, Map<String, AttributeValue> other) {
        return Math.ceilDiv(Math.max(bytes(one), bytes(other)), 1024);
    }

    private static int bytes(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(attribute -> utf8(attribute.getKey()) + bytes(attribute.getValue()))
                .sum();
    }

    private static int bytes(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> (value.n().replaceFirst("(00)+$", "").length() + 1) / 2 + 1;
            case B -> value.b().asByteArrayUnsafe().length;
            default -> throw new IllegalArgumentException("an event has no attribute of type " + value.type());
        };
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
