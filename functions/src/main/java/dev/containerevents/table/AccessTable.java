package dev.containerevents.table;

import dev.containerevents.event.Retention;
import dev.containerevents.event.Right;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

/// The organisations and their keys, in the same table as the events.
///
/// | pk         | sk         | says                                       |
/// |------------|------------|--------------------------------------------|
/// | `O#acme`   | `O`        | the organisation: shards, retention        |
/// | `O#acme`   | `K#4f1c…`  | one of its keys, without the secret        |
/// | `K#4f1c…`  | `K`        | whose key that is                          |
///
/// Thread-safe.
public final class AccessTable {

    private static final String ORG = "O";
    private static final String KEY = "K";
    private static final String SHARDS = "shards";

    private final Dynamo dynamo;

    private AccessTable(Dynamo dynamo) {
        this.dynamo = dynamo;
    }

    public AccessTable(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// The table of the function that we are in, as its environment says.
    public static AccessTable deployed() {
        return new AccessTable(Dynamo.deployed());
    }

    /// Creates an organisation with one shard, whose events are kept for ever.
    ///
    /// @return whether it is new; one that exists stays as it is
    public boolean create(String org) {
        Map<String, AttributeValue> item = key(ORG + "#" + org, ORG);
        item.put(SHARDS, number(1));
        try {
            dynamo.put(
                    PutItemRequest.builder().item(item).conditionExpression("attribute_not_exists(pk)"), new Units());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /// An organisation. Consistent.
    public Optional<StoredOrg> org(String org) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder().key(key(ORG + "#" + org, ORG)).consistentRead(true), new Units());
        return response.hasItem() ? Optional.of(readOrg(response.item())) : Optional.empty();
    }

    /// Gives an organisation more shards. Readers use them at once, writers from that time on.
    ///
    /// @return whether it was done: the organisation must exist, have fewer, and not be growing still
    public boolean grow(String org, int shards, Instant now, Instant writtenFrom) {
        return updateOrg(
                org,
                "SET previous_shards = shards, shards = :shards, written_from = :from",
                "shards < :shards AND (attribute_not_exists(written_from) OR written_from <= :now)",
                Map.of(":shards", number(shards), ":from", millis(writtenFrom), ":now", millis(now)));
    }

    /// Sets how long events are kept that are logged from now on and don't say it themselves.
    ///
    /// @return whether there is such an organisation
    public boolean retain(String org, Retention retention) {
        return updateOrg(
                org,
                "SET retention = :retention",
                "attribute_exists(pk)",
                Map.of(":retention", AttributeValue.fromS(retention.text())));
    }

    private boolean updateOrg(String org, String update, String condition, Map<String, AttributeValue> values) {
        try {
            dynamo.update(UpdateItemRequest.builder()
                    .key(key(ORG + "#" + org, ORG))
                    .updateExpression(update)
                    .conditionExpression(condition)
                    .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /// Stores a key of an organisation.
    ///
    /// @return whether it was stored: the organisation must exist, and the key's id be new
    public boolean add(StoredKey key) {
        Map<String, AttributeValue> whose = key(KEY + "#" + key.id(), KEY);
        whose.put("org", AttributeValue.fromS(key.org()));
        try {
            dynamo.write(
                    TransactWriteItem.builder()
                            .conditionCheck(check -> check.tableName(dynamo.table())
                                    .key(key(ORG + "#" + key.org(), ORG))
                                    .conditionExpression("attribute_exists(pk)"))
                            .build(),
                    TransactWriteItem.builder()
                            .put(put -> put.tableName(dynamo.table())
                                    .item(whose)
                                    .conditionExpression("attribute_not_exists(pk)"))
                            .build(),
                    TransactWriteItem.builder()
                            .put(put -> put.tableName(dynamo.table()).item(item(key)))
                            .build());
            return true;
        } catch (TransactionCanceledException e) {
            if (e.cancellationReasons().stream().anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()))) {
                return false;
            }
            throw new TableException.Throttled(e);
        }
    }

    /// A key and the organisation that it opens: 1 read unit for the one that says whose it is, 1 for each of
    /// these two.
    public record KeyAndOrg(StoredKey key, StoredOrg org) {}

    /// Finds a key by its id, be it valid or not. Consistent: a key that was just added is there.
    public Optional<KeyAndOrg> find(String keyId) {
        Optional<String> owner = owner(keyId);
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        String partition = ORG + "#" + owner.get();
        List<Map<String, AttributeValue>> items = dynamo.get(
                        List.of(key(partition, ORG), key(partition, KEY + "#" + keyId)))
                .responses()
                .getOrDefault(dynamo.table(), List.of());
        @Nullable StoredKey key = null;
        @Nullable StoredOrg org = null;
        for (Map<String, AttributeValue> item : items) {
            if (ORG.equals(text(item, Partition.SORT_KEY))) {
                org = readOrg(item);
            } else {
                key = read(item);
            }
        }
        return key == null || org == null ? Optional.empty() : Optional.of(new KeyAndOrg(key, org));
    }

    /// All keys of an organisation, the revoked ones too. Empty if there is no such organisation.
    public List<StoredKey> keys(String org) {
        List<StoredKey> keys = new ArrayList<>();
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :org AND begins_with(sk, :key)")
                .expressionAttributeValues(
                        Map.of(":org", AttributeValue.fromS(ORG + "#" + org), ":key", AttributeValue.fromS(KEY + "#")))
                .consistentRead(true);
        boolean goesOn = true;
        while (goesOn) {
            QueryResponse response = dynamo.query(query, new Units());
            response.items().forEach(item -> keys.add(read(item)));
            goesOn = response.hasLastEvaluatedKey()
                    && !response.lastEvaluatedKey().isEmpty();
            query.exclusiveStartKey(response.lastEvaluatedKey());
        }
        return keys;
    }

    /// Revokes a key for good. One that is revoked already keeps its time.
    ///
    /// @return whether there is such a key
    public boolean revoke(String keyId, Instant now) {
        Optional<String> owner = owner(keyId);
        owner.ifPresent(org -> dynamo.update(UpdateItemRequest.builder()
                .key(key(ORG + "#" + org, KEY + "#" + keyId))
                .updateExpression("SET revoked = if_not_exists(revoked, :now)")
                .expressionAttributeValues(Map.of(":now", millis(now)))));
        return owner.isPresent();
    }

    private Optional<String> owner(String keyId) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder().key(key(KEY + "#" + keyId, KEY)).consistentRead(true), new Units());
        return response.hasItem() ? Optional.of(text(response.item(), "org")) : Optional.empty();
    }

    private static StoredOrg readOrg(Map<String, AttributeValue> item) {
        int shards = Integer.parseInt(value(item, SHARDS).n());
        AttributeValue previous = item.get("previous_shards");
        Instant writtenFrom = instant(item, "written_from");
        return new StoredOrg(
                text(item, Partition.TABLE_KEY).substring((ORG + "#").length()),
                shards,
                previous == null ? shards : Integer.parseInt(previous.n()),
                writtenFrom == null ? Instant.EPOCH : writtenFrom,
                item.containsKey("retention") ? Retention.of(text(item, "retention")) : Retention.FOR_EVER);
    }

    private static Map<String, AttributeValue> item(StoredKey key) {
        Map<String, AttributeValue> item = key(ORG + "#" + key.org(), KEY + "#" + key.id());
        item.put("hash", AttributeValue.fromS(key.hash()));
        item.put(
                "rights",
                AttributeValue.fromSs(key.rights().stream().map(Right::name).toList()));
        item.put("created", millis(key.created()));
        if (key.note() != null) {
            item.put("note", AttributeValue.fromS(key.note()));
        }
        if (key.expires() != null) {
            // Not `expires`: DynamoDB would delete the item then, and nobody could see any more why the key stopped
            // working.
            item.put("valid_until", millis(key.expires()));
        }
        return item;
    }

    private static StoredKey read(Map<String, AttributeValue> item) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        value(item, "rights").ss().forEach(right -> rights.add(Right.valueOf(right)));
        return new StoredKey(
                text(item, Partition.SORT_KEY).substring((KEY + "#").length()),
                text(item, Partition.TABLE_KEY).substring((ORG + "#").length()),
                text(item, "hash"),
                rights,
                item.containsKey("note") ? text(item, "note") : null,
                Objects.requireNonNull(instant(item, "created")),
                instant(item, "valid_until"),
                instant(item, "revoked"));
    }

    private static Map<String, AttributeValue> key(String partition, String sort) {
        Map<String, AttributeValue> key = new HashMap<>();
        key.put(Partition.TABLE_KEY, AttributeValue.fromS(partition));
        key.put(Partition.SORT_KEY, AttributeValue.fromS(sort));
        return key;
    }

    private static AttributeValue millis(Instant instant) {
        return number(instant.toEpochMilli());
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private static @Nullable Instant instant(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name)
                ? Instant.ofEpochMilli(Long.parseLong(value(item, name).n()))
                : null;
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return value(item, name).s();
    }

    private static AttributeValue value(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name);
    }
}
