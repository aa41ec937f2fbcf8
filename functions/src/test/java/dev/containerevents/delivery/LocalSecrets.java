package dev.containerevents.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A Parameter Store in memory.
public final class LocalSecrets implements SecretStore {

    private final Map<String, List<String>> versions = new ConcurrentHashMap<>();

    @Override
    public long put(String destination, String secret) {
        return versions.merge(destination, List.of(secret), LocalSecrets::joined)
                .size();
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    @Override
    public String get(String destination, long version) throws IOException {
        List<String> known = versions.getOrDefault(destination, List.of());
        if (version < 1 || version > known.size()) {
            throw new IOException("ParameterNotFound");
        }
        return known.get((int) version - 1);
    }

    @Override
    public void delete(String destination) {
        versions.remove(destination);
    }

    /// Returns the destinations that have a secret.
    Set<String> destinations() {
        return versions.keySet();
    }
}
