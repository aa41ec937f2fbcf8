package dev.containerevents.http;

import dev.containerevents.event.EventBudget;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Tier;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The caller, as identified by the authorizer. It is sent in the authorizer's context, so that a function doesn't
/// have to read it again.
///
/// @param tier   the organisation's own tier; empty if it shares the lowest
/// @param budget how many events it may still store today; empty if that isn't limited
public record Caller(Org org, Set<Permission> rights, Optional<Tier> tier, Optional<EventBudget> budget) {

    private static final String TIER = "tier";
    private static final String PER_DAY = "events_per_day";
    private static final String LEFT = "events_left";
    private static final String RESET = "events_reset";

    /// A caller whose organisation has no limits of its own.
    public Caller(Org org, Set<Permission> rights) {
        this(org, rights, Optional.empty(), Optional.empty());
    }

    /// Returns the authorizer's context. API Gateway converts all its values to strings.
    public Map<String, String> context() {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("org", org.id());
        context.put("rights", rights.stream().map(Permission::text).collect(Collectors.joining(" ")));
        context.put("shards", Integer.toString(org.shards()));
        context.put("write_shards", Integer.toString(org.writeShards()));
        context.put("retention", org.retention().text());
        tier.ifPresent(own -> context.put(TIER, own.text()));
        budget.ifPresent(known -> {
            context.put(PER_DAY, Long.toString(known.perDay()));
            context.put(LEFT, Long.toString(known.left()));
            context.put(RESET, Long.toString(known.reset().getEpochSecond()));
        });
        return context;
    }

    /// Reads the context. Empty if there is none.
    static Optional<Caller> from(Map<String, String> context) {
        String org = context.get("org");
        if (org == null) {
            return Optional.empty();
        }
        Set<Permission> rights = EnumSet.noneOf(Permission.class);
        String granted = " " + context.getOrDefault("rights", "") + " ";
        for (Permission right : Permission.values()) {
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
                rights,
                Tier.of(context.getOrDefault(TIER, "")),
                budget(context)));
    }

    private static Optional<EventBudget> budget(Map<String, String> context) {
        String perDay = context.get(PER_DAY);
        return perDay == null
                ? Optional.empty()
                : Optional.of(new EventBudget(
                        Long.parseLong(perDay),
                        Long.parseLong(context.getOrDefault(LEFT, "0")),
                        Instant.ofEpochSecond(Long.parseLong(context.getOrDefault(RESET, "0")))));
    }

    /// Returns the tier that limits the organisation's requests.
    public Tier limitingTier() {
        return tier.orElse(Tier.SMALL);
    }

    /// Returns how many events the organisation may store now; [Long#MAX_VALUE] if that isn't limited.
    public long eventsLeft(Instant now) {
        return budget.map(known -> known.at(now).left()).orElse(Long.MAX_VALUE);
    }
}
