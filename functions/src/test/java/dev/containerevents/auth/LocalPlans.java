package dev.containerevents.auth;

import dev.containerevents.event.Tier;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Usage plans in memory.
public final class LocalPlans implements UsagePlans {

    /// What the usage keys begin with.
    public static final String PREFIX = "0123456789abcdef0123456789abcdef";

    private final List<String> keys = new CopyOnWriteArrayList<>();

    @Override
    public String addKey(String org, Tier tier) {
        keys.add(PREFIX + org + tier + keys.size());
        return keys.getLast();
    }

    @Override
    public boolean owns(String usageKey) {
        return usageKey.startsWith(PREFIX);
    }

    /// Returns the keys that were created, the oldest first.
    public List<String> keys() {
        return List.copyOf(keys);
    }
}
