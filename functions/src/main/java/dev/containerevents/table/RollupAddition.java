package dev.containerevents.table;

import dev.containerevents.event.Tally;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// An addition to one counter in one slot.
///
/// @param asOf when the newest event was stored; null to leave it
record RollupAddition(
        RollupKey key, int slot, Tally tally, @Nullable Instant asOf) {

    /// The attribute that says when the newest event was stored.
    static final String AS_OF = "as_of";

    TransactWriteItem to(String table) {
        Item item = Item.of(RollupKey.partition(key.org(), slot), key.sortKey());
        Item values = Item.empty().put(":s", tally.success()).put(":f", tally.fail());
        if (asOf != null) {
            values.put(":as_of", asOf);
        }
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(item.attributes())
                        .updateExpression((asOf == null ? "" : "SET " + AS_OF + " = :as_of ") + "ADD s :s, f :f")
                        .expressionAttributeValues(values.attributes()))
                .build();
    }
}
