package dev.containerevents.http;

import dev.containerevents.event.EventBudget;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Scope;
import dev.containerevents.event.Tier;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The caller, as identified by the authorizer. It is sent in the authorizer's context, so that a function doesn't
/// have to read it again.
///
/// @param tier       the organisation's own tier; empty if it shares the lowest
/// @param budget     how many events it may still store today; empty if that isn't limited
/// @param credential what the caller has shown
public record Caller(
        Org org, Set<Permission> rights, Optional<Tier> tier, Optional<EventBudget> budget, Credential credential) {

    private static final String TIER = "tier";
    private static final String PER_DAY = "events_per_day";
    private static final String LEFT = "events_left";
    private static final String RESET = "events_reset";
    static final String KEY_ID = "key_id";
    private static final String EXPIRES = "expires";
    private static final String SOURCE = "source";
    private static final String SCOPE_CONTAINER = "scope_container";
    private static final String SCOPE_ACTOR = "scope_actor";

    private static final Credential UNNAMED = new Credential("", Optional.empty(), Scope.ALL);

    /// A caller with an unnamed key, whose organisation has no limits of its own.
    public Caller(Org org, Set<Permission> rights) {
        this(org, rights, Optional.empty(), Optional.empty(), UNNAMED);
    }

    /// Returns the authorizer's context. API Gateway converts all its values to strings. A scope is
    /// percent-encoded, so that it is the same whatever a gateway does with other characters.
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
        if (!credential.id().isEmpty()) {
            context.put(KEY_ID, credential.id());
        }
        credential.expires().ifPresent(time -> context.put(EXPIRES, Long.toString(time.toEpochMilli())));
        credential.source().ifPresent(source -> context.put(SOURCE, source));
        put(context, SCOPE_CONTAINER, credential.scope().container());
        put(context, SCOPE_ACTOR, credential.scope().actor());
        return context;
    }

    private static void put(Map<String, String> context, String name, @Nullable String text) {
        if (text != null) {
            context.put(name, URLEncoder.encode(text, StandardCharsets.UTF_8));
        }
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
                budget(context),
                credential(context)));
    }

    private static Credential credential(Map<String, String> context) {
        String id = context.get(KEY_ID);
        if (id == null) {
            return UNNAMED;
        }
        String expires = context.get(EXPIRES);
        return new Credential(
                id,
                expires == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(expires))),
                scope(context.get(SCOPE_CONTAINER), context.get(SCOPE_ACTOR)),
                Optional.ofNullable(context.get(SOURCE)));
    }

    private static Scope scope(@Nullable String container, @Nullable String actor) {
        return container == null && actor == null ? Scope.ALL : new Scope(decoded(container), decoded(actor));
    }

    private static @Nullable String decoded(@Nullable String text) {
        return text == null ? null : URLDecoder.decode(text, StandardCharsets.UTF_8);
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
