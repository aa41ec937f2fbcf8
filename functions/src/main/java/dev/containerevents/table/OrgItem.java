package dev.containerevents.table;

import dev.containerevents.event.OrgSecret;
import dev.containerevents.event.Retention;
import java.time.Instant;
import java.util.Objects;

/// An organisation as an item: partition `O#acme`, sort key `O`. Its keys are in the same partition.
final class OrgItem {

    static final String SORT_KEY = "O";

    /// The attribute with the organisation's secret.
    static final String SECRET = "secret";

    private static final String PREFIX = "O#";

    private OrgItem() {}

    static String partition(String org) {
        return PREFIX + org;
    }

    /// Returns the name of the organisation whose partition has the item.
    static String org(Item item) {
        return item.text(Partition.TABLE_KEY).substring(PREFIX.length());
    }

    static Item key(String org) {
        return Item.of(partition(org), SORT_KEY);
    }

    static OrgSecret secret(Item item) {
        return OrgSecret.of(item.bytes(SECRET));
    }

    static StoredOrg read(Item item) {
        int shards = (int) item.number("shards");
        return new StoredOrg(
                org(item),
                shards,
                item.has("previous_shards") ? (int) item.number("previous_shards") : shards,
                Objects.requireNonNullElse(item.timeOrNull("written_from"), Instant.EPOCH),
                item.has("retention") ? Retention.of(item.text("retention")) : Retention.FOR_EVER);
    }
}
