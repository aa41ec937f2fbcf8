package dev.containerevents.table;

import dev.containerevents.event.Scope;
import java.time.Instant;

/// A viewer token as an item, with partition `V#v81c…` and sort key `V`. It is in no index, and DynamoDB deletes
/// it when it has expired.
final class TokenItem {

    private static final String PREFIX = "V#";

    private TokenItem() {}

    static Item key(String id) {
        return Item.of(PREFIX + id, "V");
    }

    static Item of(StoredToken token) {
        return key(token.id())
                .put("org", token.org())
                .put("hash", token.hash())
                .put("parent", token.parent())
                .put("created", token.created())
                .put("expires", token.expires().getEpochSecond())
                .putUnlessNull("container", token.scope().container())
                .putUnlessNull("actor", token.scope().actor());
    }

    static StoredToken read(Item item) {
        return new StoredToken(
                item.text(Partition.TABLE_KEY).substring(PREFIX.length()),
                item.text("org"),
                item.text("hash"),
                item.text("parent"),
                new Scope(item.textOrNull("container"), item.textOrNull("actor")),
                item.time("created"),
                Instant.ofEpochSecond(item.number("expires")),
                item.timeOrNull("revoked"));
    }
}
