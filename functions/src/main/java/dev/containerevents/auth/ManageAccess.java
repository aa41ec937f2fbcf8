package dev.containerevents.auth;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.containerevents.event.Right;
import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.StoredKey;
import dev.containerevents.table.StoredOrg;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Creates organisations, issues, lists and revokes keys. Not behind the API: whoever may invoke the function in
/// AWS may do this.
///
/// Takes an [AccessCommand] and answers what came of it, or `{"status":400,"detail":…,"errors":[…]}`.
public final class ManageAccess implements RequestStreamHandler {

    private static final Refused NO_SUCH_ORG =
            new Refused(404, "There is no such organisation; create it first.", null);

    /// @param writeShards over how many writers spread now
    /// @param growsAt     when they will spread over all, if that is yet to come
    /// @param retention   days by event type
    record OrgShown(
            String orgId,
            int shards,
            int writeShards,
            @Nullable String growsAt,
            Map<String, Integer> retention) {}

    record OrgCreated(String orgId, boolean created) {}

    /// @param key the whole key: this is the only time that it is shown
    record KeyIssued(
            String orgId,
            String keyId,
            String key,
            List<String> rights,
            @Nullable String expires) {}

    record KeyShown(
            String keyId,
            List<String> rights,
            @Nullable String note,
            String created,
            @Nullable String expires,
            @Nullable String revoked) {}

    record KeysListed(String orgId, List<KeyShown> keys) {}

    record KeyRevoked(String keyId, boolean revoked) {}

    record Refused(int status, String detail, @Nullable List<Fault> errors) {}

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private final AccessTable table;
    private final SecureRandom random = new SecureRandom();

    public ManageAccess() {
        this(AccessTable.deployed());
    }

    public ManageAccess(AccessTable table) {
        this.table = table;
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        MAPPER.writeValue(out, answer(in.readAllBytes()));
    }

    private Object answer(byte[] input) throws IOException {
        AccessCommand command;
        try {
            JsonNode json = MAPPER.readTree(input);
            if (json.has("keep")) {
                // The schedule's call that keeps the function's snapshot alive.
                return json;
            }
            command = MAPPER.treeToValue(json, AccessCommand.class);
        } catch (JsonProcessingException e) {
            return new Refused(400, "This is no command: " + e.getOriginalMessage(), null);
        }
        if (command == null) {
            return new Refused(400, "This is no command: it must be a JSON object with an action.", null);
        }
        Faults faults = new Faults();
        command.check(faults);
        return faults.none() ? execute(command) : new Refused(400, "The command has faults.", faults.list());
    }

    private Object execute(AccessCommand command) {
        return switch (command) {
            case AccessCommand.CreateOrg(String org) -> {
                String id = Objects.requireNonNull(org);
                yield new OrgCreated(id, table.create(id));
            }
            case AccessCommand.ShowOrg(String org) -> show(Objects.requireNonNull(org));
            case AccessCommand.SetShards(String org, Integer shards) ->
                grow(Objects.requireNonNull(org), Objects.requireNonNull(shards));
            case AccessCommand.SetRetention set -> {
                String id = Objects.requireNonNull(set.orgId());
                yield table.retain(id, set.days()) ? show(id) : NO_SUCH_ORG;
            }
            case AccessCommand.IssueKey issue -> issue(issue);
            case AccessCommand.ListKeys(String org) -> {
                String id = Objects.requireNonNull(org);
                yield new KeysListed(
                        id, table.keys(id).stream().map(ManageAccess::shown).toList());
            }
            case AccessCommand.RevokeKey(String key) -> {
                String id = Objects.requireNonNull(key);
                yield table.revoke(id, Instant.now())
                        ? new KeyRevoked(id, true)
                        : new Refused(404, "There is no such key.", null);
            }
        };
    }

    private Object issue(AccessCommand.IssueKey issue) {
        ApiKey key = ApiKey.random(random);
        String org = Objects.requireNonNull(issue.orgId());
        Instant expires = issue.expiry().orElse(null);
        boolean added = table.add(new StoredKey(
                key.id(),
                org,
                key.hash(),
                EnumSet.copyOf(issue.grantedRights()),
                issue.note(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                expires,
                null));
        return added
                ? new KeyIssued(org, key.id(), key.text(), texts(issue.grantedRights()), text(expires))
                : NO_SUCH_ORG;
    }

    private Object show(String id) {
        return table.org(id).<Object>map(ManageAccess::shown).orElse(NO_SUCH_ORG);
    }

    /// Writers wait until no cached answer of the authorizer, however late it was given, tells a reader of fewer
    /// shards.
    private Object grow(String id, int shards) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        if (table.grow(id, shards, now, now.plus(Authorizer.CACHE.multipliedBy(2)))) {
            return show(id);
        }
        return table.org(id).isEmpty()
                ? NO_SUCH_ORG
                : new Refused(
                        409, "It has as many shards already, or is still growing; shards are never taken away.", null);
    }

    private static OrgShown shown(StoredOrg org) {
        Instant now = Instant.now();
        return new OrgShown(
                org.id(),
                org.shards(),
                org.at(now).writeShards(),
                now.isBefore(org.writtenFrom()) ? org.writtenFrom().toString() : null,
                org.retention().days());
    }

    private static KeyShown shown(StoredKey key) {
        return new KeyShown(
                key.id(),
                texts(List.copyOf(key.rights())),
                key.note(),
                key.created().toString(),
                text(key.expires()),
                text(key.revoked()));
    }

    private static List<String> texts(List<Right> rights) {
        return rights.stream().map(Right::text).toList();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
