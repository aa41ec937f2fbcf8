package dev.containerevents.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.containerevents.aws.CommandHandler;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Tier;
import dev.containerevents.http.Credential;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.ledger.Counters;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredKey;
import dev.containerevents.table.StoredOrg;
import dev.containerevents.table.StoredTier;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Creates organisations, and issues, lists and revokes keys.
///
/// Takes an [AccessCommand].
public final class ManageAccess extends CommandHandler<AccessCommand> {

    private static final Refusal NO_SUCH_ORG = new Refusal(404, "There is no such organisation; create it first.");

    private static final Refusal ENDED_KEY =
            new Refusal(409, "That key is revoked, expired or replaced; issue a new one.");

    private static final Refusal NO_SUCH_KEY = new Refusal(404, "There is no such key.");

    private static final Refusal GROWN_ALREADY = new Refusal(
            409, "The organisation already has that many shards, or is still growing. Shards can't be removed.");

    /// Attempts, in case one key is rotated several times at once.
    private static final int MOST_TRIES = 5;

    private static final Refusal NO_PLAN =
            new Refusal(503, "API Gateway didn't create a usage key; repeat the command.");

    /// A usage key works a few seconds after it was created. Until the gateway knows it, requests with it are
    /// refused.
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(60);

    /// A result, which is written with the names of its components.
    interface Result extends Json.Writer {

        @Override
        default void write(JsonGenerator json) throws IOException {
            MAPPER.writeValue(json, this);
        }
    }

    /// @param writeShards  how many shards writers use now
    /// @param growsAt      when they will use all shards; null if they do already
    /// @param retention    days by event type
    /// @param tier         its own tier; null if it shares the lowest
    /// @param tierFrom     when it will apply; null if it does already
    /// @param eventsPerDay how many events it may store on a day; null for any number
    record OrgShown(
            String orgId,
            int shards,
            int writeShards,
            @Nullable String growsAt,
            Map<String, Integer> retention,
            @Nullable String tier,
            @Nullable String tierFrom,
            @Nullable Long eventsPerDay)
            implements Result {}

    /// @param created false if it existed already, perhaps from an attempt whose response was lost
    record OrgCreated(String orgId, boolean created) implements Result {}

    record CountsSet(String orgId, boolean perContainer) implements Result {}

    /// @param key the whole key, which is shown only this time
    record KeyIssued(
            String orgId,
            String keyId,
            String key,
            List<String> rights,
            @Nullable String source,
            @Nullable String expires)
            implements Result {}

    record KeyShown(
            String keyId,
            List<String> rights,
            @Nullable String source,
            @Nullable String note,
            String created,
            @Nullable String expires,
            @Nullable String revoked,
            @Nullable String retires) {}

    record KeysListed(String orgId, List<KeyShown> keys) implements Result {}

    /// @param replaces    the id of the key that it replaces
    /// @param replacedEnds from when on the replaced key is invalid
    record KeyRotated(
            String orgId,
            String keyId,
            String key,
            List<String> rights,
            @Nullable String source,
            @Nullable String expires,
            String replaces,
            String replacedEnds)
            implements Result {}

    record KeyRevoked(String keyId, boolean revoked) implements Result {}

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private final AccessTable table;
    private final LedgerTable ledger;
    private final UsagePlans plans;
    private final SecureRandom random = new SecureRandom();

    public ManageAccess() {
        this(AccessTable.deployed(), LedgerTable.deployed(), ApiGatewayPlans.deployed());
    }

    public ManageAccess(AccessTable table, LedgerTable ledger, UsagePlans plans) {
        this.table = table;
        this.ledger = ledger;
        this.plans = plans;
    }

    @Override
    protected Optional<AccessCommand> read(String text, Faults faults) {
        return AccessCommand.read(text, Instant.now(), faults);
    }

    @Override
    protected AccessCommand priming() {
        return new AccessCommand.ShowOrg("-");
    }

    @Override
    protected Json.Writer execute(AccessCommand command) {
        return switch (command) {
            case AccessCommand.CreateOrg(String org) -> new OrgCreated(org, table.create(org));
            case AccessCommand.ShowOrg(String org) -> show(org);
            case AccessCommand.SetShards(String org, int shards) -> grow(org, shards);
            case AccessCommand.SetRetention(String org, Retention retention) ->
                table.retain(org, retention) ? show(org) : NO_SUCH_ORG;
            case AccessCommand.SetTier(String org, Tier tier) -> put(org, tier);
            case AccessCommand.SetQuota(String org, Integer eventsPerDay) ->
                table.limit(org, eventsPerDay) ? show(org) : NO_SUCH_ORG;
            case AccessCommand.SetCounts(String org, boolean perContainer) -> setCounts(org, perContainer);
            case AccessCommand.IssueKey issue -> issue(issue);
            case AccessCommand.ListKeys(String org) -> list(org);
            case AccessCommand.RevokeKey(String key) ->
                revoke(key, Instant.now()) ? new KeyRevoked(key, true) : NO_SUCH_KEY;
            case AccessCommand.RotateKey(String key, Duration overlap) -> rotate(key, overlap);
        };
    }

    /// The organisation keeps its usage key in each tier, so a tier to which it returns costs no other one, and
    /// none has to be taken out of a plan, which would interrupt its requests.
    private Json.Writer put(String id, Tier tier) {
        Optional<StoredOrg> org = table.org(id);
        if (org.isEmpty()) {
            return NO_SUCH_ORG;
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        StoredTier stored = org.get().tier();
        try {
            String known = stored.keys().get(tier);
            String key = known != null && plans.owns(known) ? known : plans.addKey(id, tier);
            Instant from = now.plus(UNTIL_KNOWN);
            return table.putIntoTier(id, tier, key, stored.at(now).orElse(null), from) ? show(id) : NO_SUCH_ORG;
        } catch (UsagePlans.Unreachable e) {
            LogLine.write("ManageAccess", e, json -> json.writeStringField("org", id));
            return NO_PLAN;
        }
    }

    private boolean revoke(String id, Instant now) {
        return Credential.isTokenId(id) ? table.revokeToken(id, now) : table.revoke(id, now);
    }

    private Json.Writer setCounts(String org, boolean perContainer) {
        if (table.org(org).isEmpty()) {
            return NO_SUCH_ORG;
        }
        Counters.setPerContainer(ledger, org, perContainer, new RequestBudget());
        return new CountsSet(org, perContainer);
    }

    private Json.Writer issue(AccessCommand.IssueKey issue) {
        ApiKey key = ApiKey.random(random);
        Instant created = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        boolean added = table.add(new StoredKey(
                key.id(),
                issue.org(),
                key.hash(),
                issue.rights(),
                issue.source(),
                issue.note(),
                created,
                issue.expires(),
                null,
                null));
        return added
                ? new KeyIssued(
                        issue.org(), key.id(), key.text(), texts(issue.rights()), issue.source(), text(issue.expires()))
                : NO_SUCH_ORG;
    }

    /// The new key has the settings with which the old one was issued, not the end that an earlier rotation gave
    /// it. Rotating again, because the response with the new key was lost, never extends the old key.
    private Json.Writer rotate(String id, Duration overlap) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Optional<StoredKey> old = table.key(id);
            if (old.isEmpty()) {
                return NO_SUCH_KEY;
            }
            Optional<Json.Writer> rotated = rotate(old.get(), overlap);
            if (rotated.isPresent()) {
                return rotated.get();
            }
        }
        throw new IllegalStateException("others kept changing the key meanwhile");
    }

    /// Empty if it was revoked or rotated meanwhile.
    private Optional<Json.Writer> rotate(StoredKey old, Duration overlap) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        if (!old.isValidAt(now)) {
            return Optional.of(ENDED_KEY);
        }
        Instant end = now.plus(overlap);
        Instant retires = old.retires() != null && old.retires().isBefore(end) ? old.retires() : end;
        ApiKey key = ApiKey.random(random);
        StoredKey stored = new StoredKey(
                key.id(),
                old.org(),
                key.hash(),
                old.rights(),
                old.source(),
                old.note(),
                now,
                old.expires(),
                null,
                null);
        if (!table.replace(old, stored, retires)) {
            return Optional.empty();
        }
        Instant ends = old.expires() != null && old.expires().isBefore(retires) ? old.expires() : retires;
        return Optional.of(new KeyRotated(
                old.org(),
                key.id(),
                key.text(),
                texts(old.rights()),
                old.source(),
                text(old.expires()),
                old.id(),
                ends.toString()));
    }

    private Json.Writer list(String org) {
        return table.org(org).isEmpty()
                ? NO_SUCH_ORG
                : new KeysListed(
                        org, table.keys(org).stream().map(ManageAccess::shown).toList());
    }

    private Json.Writer show(String id) {
        return table.org(id).<Json.Writer>map(ManageAccess::shown).orElse(NO_SUCH_ORG);
    }

    /// Writers wait until no cached response of the authorizer, however late it was given, tells a reader of fewer
    /// shards.
    private Json.Writer grow(String id, int shards) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant writtenFrom = now.plus(Authorizer.CACHE.multipliedBy(2));
        boolean grown = table.grow(id, shards, now, writtenFrom);
        return table.org(id)
                .<Json.Writer>map(org -> grown || isGrown(org, shards, writtenFrom) ? shown(org) : GROWN_ALREADY)
                .orElse(NO_SUCH_ORG);
    }

    /// Returns whether this very command did it: the SDK repeats it if the response is lost, and then it is
    /// refused.
    private static boolean isGrown(StoredOrg org, int shards, Instant writtenFrom) {
        return org.shards() == shards && org.writtenFrom().equals(writtenFrom);
    }

    private static OrgShown shown(StoredOrg org) {
        Instant now = Instant.now();
        @Nullable Tier tier = org.tier().tier();
        return new OrgShown(
                org.id(),
                org.shards(),
                org.at(now).writeShards(),
                now.isBefore(org.writtenFrom()) ? org.writtenFrom().toString() : null,
                org.retention().days(),
                tier == null ? null : tier.text(),
                tier != null && now.isBefore(org.tier().from())
                        ? text(org.tier().from())
                        : null,
                org.eventsPerDay());
    }

    private static KeyShown shown(StoredKey key) {
        return new KeyShown(
                key.id(),
                texts(key.rights()),
                key.source(),
                key.note(),
                key.created().toString(),
                text(key.expires()),
                text(key.revoked()),
                text(key.retires()));
    }

    private static List<String> texts(Set<Permission> rights) {
        return rights.stream().map(Permission::text).toList();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
