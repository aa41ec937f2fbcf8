package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/// Our calculation of an item's size agrees with DynamoDB's.
final class ItemSizeTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    @ParameterizedTest
    @CsvSource({"1024, 1, m", "1025, 2, m", "1024, 1, ü", "1025, 2, ü", "2048, 2, m", "2049, 3, m"})
    void agreesWithDynamoDbAtTheBorder(int bytes, int units, String letter) {
        // "pk" and "sk" with a letter each and "message" are 13 bytes.
        int rest = bytes - 13;
        String wide = letter.repeat(rest / 2);
        Map<String, AttributeValue> item = Item.of("p", "s")
                .put("message", letter.equals("m") ? "m".repeat(rest) : wide + "m".repeat(rest % 2))
                .attributes();

        assertThat(ItemSize.writeUnits(item, Map.of())).isEqualTo(units);
        assertThat(charged(item)).isEqualTo(units);
    }

    @ParameterizedTest
    @CsvSource({
        "1795235413379",
        "1795235413370",
        "1795235413300",
        "1795235413000",
        "1795235400000",
        "1795235413",
        "4070908800",
        "10",
        "100"
    })
    void agreesWithDynamoDbOnNumbers(long number) {
        for (int length = 980; length < 1020; length++) {
            Map<String, AttributeValue> item = Item.of("p", "s")
                    .put("created", number)
                    .put("m", "m".repeat(length))
                    .attributes();

            assertThat(ItemSize.writeUnits(item, Map.of()))
                    .as("%d with %d letters", number, length)
                    .isEqualTo(charged(item));
        }
    }

    private static double charged(Map<String, AttributeValue> item) {
        // An item that replaces another costs as much as the larger one.
        TABLE.client()
                .deleteItem(delete ->
                        delete.tableName(TABLE.name()).key(Item.of("p", "s").attributes()));
        return TABLE.client()
                .putItem(put ->
                        put.tableName(TABLE.name()).item(item).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
    }
}
