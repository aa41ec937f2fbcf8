package dev.containerevents.infra.local.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// API Gateway's API keys and usage plans: those of the template, and keys that were created since. Thread-safe.
public final class LocalUsagePlans {

    private static final String FILE = "usage-keys.json";

    private final Map<String, JsonNode> throttles = new HashMap<>();

    /// The keys by their ids.
    private final Map<String, Key> keys = new LinkedHashMap<>();

    /// The buckets of keys that are in a plan, by their values.
    private final Map<String, TokenBucket> buckets = new HashMap<>();

    private final Optional<Path> file;

    /// @param plan the id of its plan; null if it is in none
    private record Key(
            String value, boolean ofTemplate, @Nullable String plan) {}

    /// Reads the plans of a template, and the keys that were created earlier.
    ///
    /// @param data where created keys are kept; nowhere if empty
    public LocalUsagePlans(Template template, Optional<Path> data) {
        file = data.map(folder -> folder.resolve(FILE));
        template.resources("AWS::ApiGateway::UsagePlan")
                .forEach(plan -> throttles.put(plan.id(), plan.properties().path("Throttle")));
        template.resources("AWS::ApiGateway::ApiKey").stream()
                .filter(key -> key.properties().path("Enabled").asBoolean())
                .forEach(key ->
                        add(key.id(), new Key(key.properties().path("Value").asText(), true, null)));
        template.resources("AWS::ApiGateway::UsagePlanKey").stream()
                .map(Template.Resource::properties)
                .forEach(member -> addToPlan(
                        member.path("UsagePlanId").asText(),
                        member.path("KeyId").asText()));
        if (file.isPresent() && Files.exists(file.get())) {
            read(file.get());
        }
    }

    private void read(Path saved) {
        try {
            for (JsonNode key : JsonTree.MAPPER.readTree(Files.readAllBytes(saved))) {
                String id = key.path("id").asText();
                add(id, new Key(key.path("value").asText(), false, null));
                addToPlan(key.path("plan").asText(), id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates a key, which is in no plan yet.
    ///
    /// @return its id; empty if another key has the value
    public synchronized Optional<String> create(String value) {
        if (keys.values().stream().anyMatch(key -> key.value().equals(value))) {
            return Optional.empty();
        }
        String id = "key" + keys.size();
        add(id, new Key(value, false, null));
        save();
        return Optional.of(id);
    }

    /// Returns the plan in which a key is.
    public synchronized Optional<String> planOf(String keyId) {
        return Optional.ofNullable(keys.get(keyId)).map(Key::plan);
    }

    /// Adds a key that is in no plan to a plan.
    ///
    /// @return whether both exist
    public synchronized boolean add(String planId, String keyId) {
        if (!addToPlan(planId, keyId)) {
            return false;
        }
        save();
        return true;
    }

    /// Returns what limits the requests of a key; empty if it is in no plan.
    ///
    /// @param value what the authorizer returned
    public synchronized Optional<TokenBucket> bucket(String value) {
        return Optional.ofNullable(buckets.get(value));
    }

    private void add(String id, Key key) {
        keys.put(id, key);
    }

    private boolean addToPlan(String planId, String keyId) {
        Key key = keys.get(keyId);
        JsonNode throttle = throttles.get(planId);
        if (key == null || throttle == null) {
            return false;
        }
        keys.put(keyId, new Key(key.value(), key.ofTemplate(), planId));
        buckets.put(
                key.value(),
                new TokenBucket(
                        throttle.path("RateLimit").asDouble(),
                        throttle.path("BurstLimit").asInt()));
        return true;
    }

    private void save() {
        if (file.isEmpty()) {
            return;
        }
        ArrayNode created = JsonTree.MAPPER.createArrayNode();
        keys.forEach((id, key) -> {
            if (!key.ofTemplate()) {
                created.addObject().put("id", id).put("value", key.value()).put("plan", key.plan());
            }
        });
        try {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            Files.write(file.get(), JsonTree.bytes(created));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
