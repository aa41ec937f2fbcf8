package dev.containerevents.auth;

import dev.containerevents.event.EventBudget;
import dev.containerevents.event.EventTimes;
import dev.containerevents.event.EventType;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Tier;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonArrayReader;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command to [ManageAccess]. Its member `action` says which.
sealed interface AccessCommand {

    /// How long a replaced key continues to work, unless the command says it.
    Duration USUAL_OVERLAP = Duration.ofHours(24);

    /// 30 days.
    int MOST_OVERLAP_HOURS = 720;

    Pattern SOURCE = Pattern.compile("[a-z0-9-]{1,64}");

    String TIERS = Stream.of(Tier.values()).map(Tier::text).collect(Collectors.joining(", "));

    record CreateOrg(String org) implements AccessCommand {}

    record ShowOrg(String org) implements AccessCommand {}

    /// Spreads an organisation's events over more shards.
    ///
    /// @param shards a power of two
    record SetShards(String org, int shards) implements AccessCommand {}

    /// Sets how long an organisation's events are kept.
    record SetRetention(String org, Retention retention) implements AccessCommand {}

    /// Puts an organisation into a tier.
    record SetTier(String org, Tier tier) implements AccessCommand {}

    /// Limits how many events an organisation may store on a day.
    ///
    /// @param eventsPerDay null for any number
    record SetQuota(String org, @Nullable Integer eventsPerDay) implements AccessCommand {}

    /// Says whether an organisation's events are also counted per container.
    record SetCounts(String org, boolean perContainer) implements AccessCommand {}

    /// Issues a key of an organisation.
    ///
    /// @param source  the only source whose records it may send; null if it isn't limited to one
    /// @param expires from when on it is invalid; null for never
    /// @param note    a reminder of what the key is for
    record IssueKey(
            String org,
            Set<Permission> rights,
            @Nullable String source,
            @Nullable Instant expires,
            @Nullable String note)
            implements AccessCommand {}

    record ListKeys(String org) implements AccessCommand {}

    record RevokeKey(String key) implements AccessCommand {}

    /// Issues a key that replaces another one.
    ///
    /// @param overlap how long the old one continues to work
    record RotateKey(String key, Duration overlap) implements AccessCommand {}

    /// Reads a command. Empty if there is any fault.
    static Optional<AccessCommand> read(String json, Instant now, Faults faults) {
        JsonObjectReader members = JsonObjectReader.read(json, "command", faults);
        members.require("action");
        String action = members.string("action", 0, Integer.MAX_VALUE);
        if (action == null) {
            return Optional.empty();
        }
        @Nullable
        AccessCommand command = switch (action) {
            case "create_org" -> orgOr(members, CreateOrg::new);
            case "show_org" -> orgOr(members, ShowOrg::new);
            case "set_shards" -> setShards(members);
            case "set_retention" -> setRetention(members, faults);
            case "set_tier" -> setTier(members);
            case "set_quota" -> setQuota(members);
            case "set_counts" -> setCounts(members);
            case "issue_key" -> issueKey(members, now, faults);
            case "list_keys" -> orgOr(members, ListKeys::new);
            case "revoke_key" -> keyOr(members, RevokeKey::new);
            case "rotate_key" -> rotateKey(members);
            default ->
                members.fault(
                        "action",
                        "must be create_org, show_org, set_shards, set_retention, set_tier, set_quota, set_counts,"
                                + " issue_key, list_keys, revoke_key or rotate_key");
        };
        members.rejectUnknown();
        return faults.none() ? Optional.ofNullable(command) : Optional.empty();
    }

    /// Reads a command whose only member is the organisation.
    private static @Nullable AccessCommand orgOr(JsonObjectReader members, Function<String, AccessCommand> command) {
        String org = org(members);
        return org == null ? null : command.apply(org);
    }

    private static @Nullable String org(JsonObjectReader members) {
        members.require("org_id");
        String org = members.string("org_id", 0, Integer.MAX_VALUE);
        return org == null || Org.isId(org) ? org : members.fault("org_id", Org.ID_RULE);
    }

    private static @Nullable AccessCommand setShards(JsonObjectReader members) {
        String org = org(members);
        members.require("shards");
        Integer shards = members.whole("shards", 2, Org.MOST_SHARDS);
        if (shards != null && Integer.bitCount(shards) != 1) {
            return members.fault("shards", "must be a power of two");
        }
        return org == null || shards == null ? null : new SetShards(org, shards);
    }

    private static @Nullable AccessCommand setRetention(JsonObjectReader members, Faults faults) {
        String org = org(members);
        members.require("retention");
        JsonText text = members.object("retention", 16 * 1024);
        if (text == null) {
            return null;
        }
        JsonObjectReader types = JsonObjectReader.read(text.value(), "command/retention", faults);
        if (types.names().size() > Retention.MOST_TYPES) {
            return members.fault("retention", "must name at most " + Retention.MOST_TYPES + " event types");
        }
        Map<String, Integer> days = new TreeMap<>();
        for (String name : types.names()) {
            types.require(name);
            Integer kept = types.whole(name, 1, Retention.MOST_DAYS);
            if (!EventType.isOne(name)) {
                types.fault(name, "must be an event type of 1 to " + EventType.LONGEST + " characters");
            } else if (kept != null && days.put(EventType.stored(name), kept) != null) {
                types.fault(name, "appears twice");
            }
        }
        return org == null ? null : new SetRetention(org, new Retention(days));
    }

    private static @Nullable AccessCommand setTier(JsonObjectReader members) {
        String org = org(members);
        members.require("tier");
        String name = members.string("tier", 0, Integer.MAX_VALUE);
        if (name == null) {
            return null;
        }
        Optional<Tier> tier = Tier.of(name);
        if (tier.isEmpty()) {
            return members.fault("tier", "must be one of " + TIERS);
        }
        return org == null ? null : new SetTier(org, tier.get());
    }

    /// A missing quota must not lift the limit by mistake, so it has to be null.
    private static @Nullable AccessCommand setQuota(JsonObjectReader members) {
        String org = org(members);
        if (!members.names().contains("events_per_day")) {
            members.require("events_per_day");
        }
        Integer eventsPerDay = members.whole("events_per_day", 0, EventBudget.MOST_PER_DAY);
        return org == null ? null : new SetQuota(org, eventsPerDay);
    }

    private static @Nullable AccessCommand setCounts(JsonObjectReader members) {
        String org = org(members);
        members.require("per_container");
        boolean perContainer = members.flag("per_container");
        return org == null ? null : new SetCounts(org, perContainer);
    }

    private static @Nullable AccessCommand issueKey(JsonObjectReader members, Instant now, Faults faults) {
        String org = org(members);
        Set<Permission> rights = rights(members, faults);
        String source = members.string("source", 0, Integer.MAX_VALUE);
        if (source != null && !SOURCE.matcher(source).matches()) {
            members.fault("source", "must be the name of a source: 1 to 64 characters of a-z 0-9 -");
        }
        if (source != null && rights.stream().anyMatch(right -> right != Permission.WRITE)) {
            members.fault("rights", "must be [\"write\"] for the key of a source");
        }
        Instant expires = members.instant("expires");
        if (expires != null && (!expires.isAfter(now) || expires.isAfter(EventTimes.LAST))) {
            members.fault("expires", "must be in the future, and before the year 10000");
        }
        String note = members.string("note", 0, 256);
        return org == null ? null : new IssueKey(org, rights, source, expires, note);
    }

    private static Set<Permission> rights(JsonObjectReader members, Faults faults) {
        members.require("rights");
        Set<Permission> rights = EnumSet.noneOf(Permission.class);
        JsonText list = members.array("rights");
        if (list == null) {
            return rights;
        }
        for (String element : JsonArrayReader.read(list.value(), "command/rights", faults)) {
            switch (element) {
                case "\"read\"" -> rights.add(Permission.READ);
                case "\"write\"" -> rights.add(Permission.WRITE);
                case "\"deliver\"" -> rights.add(Permission.DELIVER);
                default -> members.fault("rights", "must be a list of \"read\", \"write\" and \"deliver\"");
            }
        }
        if (rights.isEmpty()) {
            members.fault("rights", "must not be empty");
        }
        return rights;
    }

    private static @Nullable AccessCommand rotateKey(JsonObjectReader members) {
        Integer hours = members.whole("overlap_hours", 0, MOST_OVERLAP_HOURS);
        Duration overlap = hours == null ? USUAL_OVERLAP : Duration.ofHours(hours);
        return keyOr(members, key -> new RotateKey(key, overlap));
    }

    private static @Nullable AccessCommand keyOr(JsonObjectReader members, Function<String, AccessCommand> command) {
        members.require("key_id");
        String key = members.string("key_id", 0, Integer.MAX_VALUE);
        if (key != null && !Pattern.matches("[0-9A-Za-z]{1,32}", key)) {
            return members.fault("key_id", "must be the id of a key: the part between the underscores");
        }
        return key == null ? null : command.apply(key);
    }
}
