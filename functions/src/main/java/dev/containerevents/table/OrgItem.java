package dev.containerevents.table;

import dev.containerevents.event.OrgSecret;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Tier;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An organisation as an item: partition `O#acme`, sort key `O`. Its keys are in the same partition.
final class OrgItem {

    static final String SORT_KEY = "O";

    static final String TIER = "tier";
    static final String PREVIOUS_TIER = "previous_tier";
    static final String TIER_FROM = "tier_from";
    static final String EVENTS_PER_DAY = "events_per_day";

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
                item.has("retention") ? Retention.of(item.text("retention")) : Retention.FOR_EVER,
                item.has(TIER) ? tier(item) : StoredTier.NONE,
                item.has(EVENTS_PER_DAY) ? item.number(EVENTS_PER_DAY) : null);
    }

    private static StoredTier tier(Item item) {
        Map<Tier, String> keys = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            String key = item.textOrNull(usageKey(tier));
            if (key != null) {
                keys.put(tier, key);
            }
        }
        return new StoredTier(
                tier(item, TIER),
                tier(item, PREVIOUS_TIER),
                Objects.requireNonNullElse(item.timeOrNull(TIER_FROM), Instant.EPOCH),
                keys);
    }

    /// Null also for a tier that no longer exists.
    private static @Nullable Tier tier(Item item, String attribute) {
        String text = item.textOrNull(attribute);
        return text == null ? null : Tier.of(text).orElse(null);
    }

    /// Returns the attribute with an organisation's usage key in that tier.
    static String usageKey(Tier tier) {
        return "usage_key_" + tier.text();
    }
}
