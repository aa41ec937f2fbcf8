package dev.containerevents.http;

import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Right;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The caller, as identified by the authorizer. It is sent in the authorizer's context, so that a function doesn't
/// have to read it again.
public record Caller(Org org, Set<Right> rights) {

    /// Returns the authorizer's context. API Gateway converts all its values to strings.
    public Map<String, String> context() {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("org", org.id());
        context.put("rights", rights.stream().map(Right::text).collect(Collectors.joining(" ")));
        context.put("shards", Integer.toString(org.shards()));
        context.put("write_shards", Integer.toString(org.writeShards()));
        context.put("retention", org.retention().text());
        return context;
    }

    /// Reads the context. Empty if there is none.
    static Optional<Caller> from(Map<String, String> context) {
        String org = context.get("org");
        if (org == null) {
            return Optional.empty();
        }
        Set<Right> rights = EnumSet.noneOf(Right.class);
        String granted = " " + context.getOrDefault("rights", "") + " ";
        for (Right right : Right.values()) {
            if (granted.contains(" " + right.text() + " ")) {
                rights.add(right);
            }
        }
        return Optional.of(new Caller(
                new Org(
                        org,
                        Integer.parseInt(context.getOrDefault("shards", "1")),
                        Integer.parseInt(context.getOrDefault("write_shards", "1")),
                        Retention.of(context.getOrDefault("retention", "{}"))),
                rights));
    }
}
