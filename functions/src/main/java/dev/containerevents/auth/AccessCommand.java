package dev.containerevents.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.containerevents.event.Container;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Right;
import dev.containerevents.json.Faults;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an operator asks of [ManageAccess]: the member `action` says which.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AccessCommand.CreateOrg.class, name = "create_org"),
    @JsonSubTypes.Type(value = AccessCommand.ShowOrg.class, name = "show_org"),
    @JsonSubTypes.Type(value = AccessCommand.SetShards.class, name = "set_shards"),
    @JsonSubTypes.Type(value = AccessCommand.SetRetention.class, name = "set_retention"),
    @JsonSubTypes.Type(value = AccessCommand.IssueKey.class, name = "issue_key"),
    @JsonSubTypes.Type(value = AccessCommand.ListKeys.class, name = "list_keys"),
    @JsonSubTypes.Type(value = AccessCommand.RevokeKey.class, name = "revoke_key")
})
sealed interface AccessCommand {

    /// Adds a fault for each member that is missing or wrong.
    void check(Faults faults);

    record CreateOrg(@JsonProperty("org_id") @Nullable String orgId) implements AccessCommand {
        @Override
        public void check(Faults faults) {
            checkName("org_id", orgId, faults);
        }
    }

    record ShowOrg(@JsonProperty("org_id") @Nullable String orgId) implements AccessCommand {
        @Override
        public void check(Faults faults) {
            checkName("org_id", orgId, faults);
        }
    }

    /// Spreads an organisation's events over more shards.
    record SetShards(
            @JsonProperty("org_id") @Nullable String orgId,
            @JsonProperty("shards") @Nullable Integer shards) implements AccessCommand {
        @Override
        public void check(Faults faults) {
            checkName("org_id", orgId, faults);
            if (shards == null || shards < 2 || shards > Org.MOST_SHARDS || Integer.bitCount(shards) != 1) {
                faults.add("shards", "must be a power of two from 2 to " + Org.MOST_SHARDS);
            }
        }
    }

    /// Sets how long an organisation's events are kept.
    ///
    /// @param retention days by event type, `*` for all that aren't named
    record SetRetention(
            @JsonProperty("org_id") @Nullable String orgId,
            @JsonProperty("retention") @Nullable Map<String, Integer> retention)
            implements AccessCommand {
        @Override
        public void check(Faults faults) {
            checkName("org_id", orgId, faults);
            if (retention == null || retention.size() > Retention.MOST_TYPES) {
                faults.add("retention", "must name days by event type, at most " + Retention.MOST_TYPES + " types");
                return;
            }
            retention.forEach((type, days) -> {
                if (type.isEmpty() || type.length() > 64) {
                    faults.add("retention", "must name event types of 1 to 64 characters");
                }
                if (days == null || days < 1 || days > Retention.MOST_DAYS) {
                    faults.add("retention/" + type, "must be a number of days from 1 to " + Retention.MOST_DAYS);
                }
            });
        }

        /// The core types in upper case, as events have them.
        Retention days() {
            Map<String, Integer> days = new TreeMap<>();
            Objects.requireNonNull(retention)
                    .forEach((type, kept) ->
                            days.put(CoreType.of(type).map(CoreType::name).orElse(type), kept));
            return new Retention(days);
        }
    }

    /// Issues a key of an organisation.
    ///
    /// @param rights  `read`, `write` or both
    /// @param expires RFC 3339, in the future; never, if left out
    /// @param note    what to remember of the key, up to 256 characters
    record IssueKey(
            @JsonProperty("org_id") @Nullable String orgId,
            @JsonProperty("rights") @Nullable List<String> rights,
            @JsonProperty("expires") @Nullable String expires,
            @JsonProperty("note") @Nullable String note)
            implements AccessCommand {
        @Override
        public void check(Faults faults) {
            checkName("org_id", orgId, faults);
            if (rights == null || rights.isEmpty() || grantedRights().size() != rights.size()) {
                faults.add("rights", "must be a list of read, write or both");
            }
            if (expires != null && expiry().filter(Instant.now()::isBefore).isEmpty()) {
                faults.add("expires", "must be an RFC 3339 time in the future");
            }
            if (note != null && note.length() > 256) {
                faults.add("note", "must have at most 256 characters");
            }
        }

        List<Right> grantedRights() {
            return rights == null
                    ? List.of()
                    : rights.stream()
                            .flatMap(text -> right(text).stream())
                            .distinct()
                            .toList();
        }

        private static Optional<Right> right(@Nullable String text) {
            return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
                case "read" -> Optional.of(Right.READ);
                case "write" -> Optional.of(Right.WRITE);
                default -> Optional.empty();
            };
        }

        Optional<Instant> expiry() {
            try {
                return Optional.ofNullable(expires).map(Instant::parse);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    record ListKeys(@JsonProperty("org_id") @Nullable String orgId) implements AccessCommand {
        @Override
        public void check(Faults faults) {
            checkName("org_id", orgId, faults);
        }
    }

    record RevokeKey(@JsonProperty("key_id") @Nullable String keyId) implements AccessCommand {
        @Override
        public void check(Faults faults) {
            if (keyId == null || !keyId.matches("[0-9A-Za-z]{1,32}")) {
                faults.add("key_id", "must be the id of a key: what stands between the underscores");
            }
        }
    }

    private static void checkName(String member, @Nullable String name, Faults faults) {
        if (name == null || !Container.isName(name)) {
            faults.add(member, Container.NAME_RULE);
        }
    }
}
