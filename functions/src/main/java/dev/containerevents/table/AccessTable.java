package dev.containerevents.table;

import dev.containerevents.event.OrgSecret;
import dev.containerevents.event.Retention;
import dev.containerevents.event.Tier;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The organisations, their keys and viewer tokens, in the same table as the events. All accesses to them are
/// here.
///
/// | pk        | sk        | says                                      |
/// |-----------|-----------|-------------------------------------------|
/// | `O#acme`  | `O`       | the organisation: shards, retention, tier, secret |
/// | `O#acme`  | `K#4f1c…` | one of its keys, without the secret       |
/// | `K#4f1c…` | `K`       | whose key that is                         |
/// | `V#v81c…` | `V`       | a viewer token, without the secret        |
///
/// Thread-safe.
public final class AccessTable {

    private static final String IS_NEW = "attribute_not_exists(pk)";
    private static final String EXISTS = "attribute_exists(pk)";

    /// Of an organisation that was created before organisations had a secret. It gets one with its next key.
    private static final String KEEP_SECRET =
            "SET " + OrgItem.SECRET + " = if_not_exists(" + OrgItem.SECRET + ", :secret)";

    private final Dynamo dynamo;
    private final SecureRandom random = new SecureRandom();

    private AccessTable(Dynamo dynamo) {
        this.dynamo = dynamo;
    }

    public AccessTable(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// Returns the table that the function's environment names.
    public static AccessTable deployed() {
        return new AccessTable(Dynamo.deployed());
    }

    /// Creates an organisation with one shard, whose events are kept for good.
    ///
    /// @return whether it is new; an existing one isn't changed
    public boolean create(String org) {
        Item item = OrgItem.key(org)
                .put("shards", 1)
                .put(OrgItem.SECRET, OrgSecret.random(random).bytes());
        try {
            dynamo.put(
                    PutItemRequest.builder().item(item.attributes()).conditionExpression(IS_NEW), new RequestBudget());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /// Returns an organisation. Consistent.
    public Optional<StoredOrg> org(String org) {
        return get(OrgItem.key(org)).map(OrgItem::read);
    }

    /// Gives an organisation more shards. Readers use them at once, writers from that time on.
    ///
    /// @return whether it was done: the organisation must exist, have fewer, and not be growing
    public boolean grow(String org, int shards, Instant now, Instant writtenFrom) {
        return update(
                OrgItem.key(org),
                "SET previous_shards = shards, shards = :shards, written_from = :from",
                "shards < :shards AND (attribute_not_exists(written_from) OR written_from <= :now)",
                Item.empty().put(":shards", shards).put(":from", writtenFrom).put(":now", now));
    }

    /// Sets how long events are kept that are logged from now on without an `expires`.
    ///
    /// @return whether the organisation exists
    public boolean retain(String org, Retention retention) {
        return update(
                OrgItem.key(org),
                "SET retention = :retention",
                EXISTS,
                Item.empty().put(":retention", retention.text()));
    }

    /// Puts an organisation into a tier.
    ///
    /// @param usageKey its usage key in that tier
    /// @param previous the tier that applies until then; null if it is none of its own
    /// @return whether the organisation exists
    public boolean putIntoTier(String org, Tier tier, String usageKey, @Nullable Tier previous, Instant from) {
        Item values = Item.empty()
                .put(":tier", tier.text())
                .put(":key", usageKey)
                .put(":from", from)
                .putUnlessNull(":previous", previous == null ? null : previous.text());
        String update = "SET " + OrgItem.TIER + " = :tier, " + OrgItem.TIER_FROM + " = :from, " + OrgItem.usageKey(tier)
                + " = :key";
        return update(
                OrgItem.key(org),
                previous == null
                        ? update + " REMOVE " + OrgItem.PREVIOUS_TIER
                        : update + ", " + OrgItem.PREVIOUS_TIER + " = :previous",
                EXISTS,
                values);
    }

    /// Limits how many events an organisation may store on a day.
    ///
    /// @param eventsPerDay null for any number
    /// @return whether the organisation exists
    public boolean limit(String org, @Nullable Integer eventsPerDay) {
        return eventsPerDay == null
                ? update(OrgItem.key(org), "REMOVE " + OrgItem.EVENTS_PER_DAY, EXISTS, Item.empty())
                : update(
                        OrgItem.key(org),
                        "SET " + OrgItem.EVENTS_PER_DAY + " = :limit",
                        EXISTS,
                        Item.empty().put(":limit", eventsPerDay));
    }

    /// Stores a key of an organisation.
    ///
    /// @return whether it was stored: the organisation must exist, and the key's id be new
    public boolean add(StoredKey key) {
        return write(keepSecret(key.org()), put(owner(key), IS_NEW), put(KeyItem.of(key), IS_NEW));
    }

    /// Stores a key that replaces another one, which is invalid from that time on. Does both or neither.
    ///
    /// @return whether it was done: the replaced key must exist, not be revoked and not end before that time, and
    /// the new key's id must be new
    public boolean replace(StoredKey old, StoredKey key, Instant retires) {
        return write(
                TransactWriteItem.builder()
                        .update(update -> update.tableName(dynamo.table())
                                .key(KeyItem.key(old.org(), old.id()).attributes())
                                .updateExpression("SET retires = :retires")
                                .conditionExpression(EXISTS + " AND attribute_not_exists(revoked)"
                                        + " AND (attribute_not_exists(retires) OR retires >= :retires)")
                                .expressionAttributeValues(
                                        Item.empty().put(":retires", retires).attributes()))
                        .build(),
                keepSecret(key.org()),
                put(owner(key), IS_NEW),
                put(KeyItem.of(key), IS_NEW));
    }

    /// Gives an existing organisation a secret, unless it has one.
    private TransactWriteItem keepSecret(String org) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(dynamo.table())
                        .key(OrgItem.key(org).attributes())
                        .updateExpression(KEEP_SECRET)
                        .conditionExpression(EXISTS)
                        .expressionAttributeValues(Item.empty()
                                .put(":secret", OrgSecret.random(random).bytes())
                                .attributes()))
                .build();
    }

    private static Item owner(StoredKey key) {
        return KeyItem.ownerKey(key.id()).put("org", key.org());
    }

    /// Returns whether all conditions held, so that everything was done.
    private boolean write(TransactWriteItem... items) {
        try {
            dynamo.write(List.of(items), new RequestBudget());
            return true;
        } catch (TransactionCanceledException e) {
            if (e.cancellationReasons().stream().anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()))) {
                return false;
            }
            throw new TableException.Throttled(e);
        }
    }

    private TransactWriteItem put(Item item, String condition) {
        return TransactWriteItem.builder()
                .put(put ->
                        put.tableName(dynamo.table()).item(item.attributes()).conditionExpression(condition))
                .build();
    }

    /// A key and its organisation.
    public record KeyAndOrg(StoredKey key, StoredOrg org) {}

    /// Finds a key by its id, valid or not. Consistent: a key that was just added is found. 3 read units: for the
    /// item that says whose it is, for the key and for the organisation.
    public Optional<KeyAndOrg> find(String keyId) {
        return owner(keyId).flatMap(org -> find(org, keyId));
    }

    /// Finds a key of an organisation by its id, valid or not. Consistent. 2 read units.
    public Optional<KeyAndOrg> find(String org, String keyId) {
        @Nullable StoredKey key = null;
        @Nullable StoredOrg stored = null;
        List<Map<String, AttributeValue>> keys =
                List.of(OrgItem.key(org).attributes(), KeyItem.key(org, keyId).attributes());
        for (Map<String, AttributeValue> attributes : dynamo.get(keys)) {
            Item item = new Item(attributes);
            if (item.text(Partition.SORT_KEY).equals(OrgItem.SORT_KEY)) {
                stored = OrgItem.read(item);
            } else {
                key = KeyItem.read(item);
            }
        }
        return key == null || stored == null ? Optional.empty() : Optional.of(new KeyAndOrg(key, stored));
    }

    /// Returns a key by its id alone, valid or not. Consistent.
    public Optional<StoredKey> key(String keyId) {
        return owner(keyId).flatMap(org -> get(KeyItem.key(org, keyId))).map(KeyItem::read);
    }

    /// Returns all keys of an organisation, including revoked ones. Empty if the organisation doesn't exist.
    public List<StoredKey> keys(String org) {
        List<StoredKey> keys = new ArrayList<>();
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :org AND begins_with(sk, :key)")
                .expressionAttributeValues(Map.of(
                        ":org", AttributeValue.fromS(OrgItem.partition(org)),
                        ":key", AttributeValue.fromS(KeyItem.PREFIX)))
                .consistentRead(true);
        boolean hasMore = true;
        while (hasMore) {
            QueryResponse response = dynamo.query(query, new RequestBudget());
            response.items().forEach(attributes -> keys.add(KeyItem.read(new Item(attributes))));
            hasMore = Dynamo.hasMore(response);
            query.exclusiveStartKey(response.lastEvaluatedKey());
        }
        return keys;
    }

    /// Revokes a key for good. If it is revoked already, its time isn't changed.
    ///
    /// @return whether the key exists
    public boolean revoke(String keyId, Instant now) {
        return owner(keyId)
                .filter(org -> update(
                        KeyItem.key(org, keyId),
                        "SET revoked = if_not_exists(revoked, :now)",
                        EXISTS,
                        Item.empty().put(":now", now)))
                .isPresent();
    }

    /// Stores a viewer token. 1 write unit.
    ///
    /// The put has no condition: the id is new, and if the SDK repeats it after a broken connection, the same item
    /// is written again.
    public void add(StoredToken token, RequestBudget budget) {
        dynamo.put(PutItemRequest.builder().item(TokenItem.of(token).attributes()), budget);
    }

    /// Tries to store a token under a condition that can't hold. Before a snapshot, it loads what the first token
    /// would. 1 write unit.
    public void primeTokens(RequestBudget budget) {
        try {
            dynamo.put(
                    PutItemRequest.builder()
                            .item(TokenItem.key("-").attributes())
                            .conditionExpression(EXISTS),
                    budget);
        } catch (ConditionalCheckFailedException e) {
            // As expected: no token has that id.
        }
    }

    /// Finds a viewer token by its id, valid or not. Consistent. 1 read unit.
    public Optional<StoredToken> token(String id) {
        return get(TokenItem.key(id)).map(TokenItem::read);
    }

    /// Revokes a viewer token for good. If it is revoked already, its time isn't changed.
    ///
    /// @return whether the token exists
    public boolean revokeToken(String id, Instant now) {
        return update(
                TokenItem.key(id),
                "SET revoked = if_not_exists(revoked, :now)",
                EXISTS,
                Item.empty().put(":now", now));
    }

    private Optional<String> owner(String keyId) {
        return get(KeyItem.ownerKey(keyId)).map(item -> item.text("org"));
    }

    private Optional<Item> get(Item key) {
        GetItemResponse response =
                dynamo.get(GetItemRequest.builder().key(key.attributes()).consistentRead(true), new RequestBudget());
        return response.hasItem() ? Optional.of(new Item(response.item())) : Optional.empty();
    }

    /// Returns whether the condition held, so that it was done.
    private boolean update(Item key, String update, String condition, Item values) {
        try {
            dynamo.update(
                    UpdateItemRequest.builder()
                            .key(key.attributes())
                            .updateExpression(update)
                            .conditionExpression(condition)
                            .expressionAttributeValues(values.attributes().isEmpty() ? null : values.attributes()),
                    new RequestBudget());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }
}
