package dev.containerevents.table;

import dev.containerevents.event.Permission;
import java.util.EnumSet;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An API key as two items: its description, with partition `O#acme` and sort key `K#4f1c…`, and its owner, with
/// partition `K#4f1c…` and sort key `K`.
final class KeyItem {

    /// The prefix of the sort keys of an organisation's keys.
    static final String PREFIX = "K#";

    private KeyItem() {}

    static Item key(String org, String id) {
        return Item.of(OrgItem.partition(org), PREFIX + id);
    }

    static Item ownerKey(String id) {
        return Item.of(PREFIX + id, "K");
    }

    static Item of(StoredKey key) {
        Item item = key(key.org(), key.id())
                .put("hash", key.hash())
                .put(
                        "rights",
                        AttributeValue.fromSs(
                                key.rights().stream().map(Permission::name).toList()))
                .put("created", key.created())
                .putUnlessNull("source", key.source())
                .putUnlessNull("note", key.note());
        // Not `expires`: DynamoDB would delete the item then, and nobody could see why the key stopped working.
        return key.expires() == null ? item : item.put("valid_until", key.expires());
    }

    static StoredKey read(Item item) {
        Set<Permission> rights = EnumSet.noneOf(Permission.class);
        item.value("rights").ss().forEach(right -> rights.add(Permission.valueOf(right)));
        return new StoredKey(
                item.text(Partition.SORT_KEY).substring(PREFIX.length()),
                OrgItem.org(item),
                item.text("hash"),
                rights,
                item.textOrNull("source"),
                item.textOrNull("note"),
                item.time("created"),
                item.timeOrNull("valid_until"),
                item.timeOrNull("revoked"),
                item.timeOrNull("retires"));
    }
}
