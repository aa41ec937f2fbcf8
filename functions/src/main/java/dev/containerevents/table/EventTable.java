package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.EventId;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The events in the table. All accesses to them are here: put one, get one, walk a listing.
///
/// Thread-safe. Each method adds the request units that it consumed to its `RequestBudget`.
public final class EventTable {

    private static final int FILTERED_AT_A_TIME = 250;

    /// Usually, one of the newest events hasn't expired.
    private static final int FEW = 24;

    private final Dynamo dynamo;

    EventTable(Dynamo dynamo) {
        this.dynamo = dynamo;
    }

    public EventTable(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// Returns the table that the function's environment names.
    public static EventTable deployed() {
        return new EventTable(Dynamo.deployed());
    }

    /// Stores an event: 1 write unit for each KB begun, in the table and in each index that holds it.
    ///
    /// The put has no condition: the id is new, and if the SDK repeats it after a broken connection, the same item
    /// is written again.
    public void put(Event event, Org org, RequestBudget budget) {
        dynamo.put(PutItemRequest.builder().item(EventItem.of(event, org).attributes()), budget);
    }

    /// Stores an event whose id is derived from an idempotency key, unless it is stored already. Always one call.
    /// A replay and a conflict cost as much as a put into the table alone.
    public WriteResult putOnce(Event event, Org org, RequestBudget budget) {
        Item item = EventItem.of(event, org);
        try {
            dynamo.put(
                    PutItemRequest.builder()
                            .item(item.attributes())
                            .conditionExpression("attribute_not_exists(" + Partition.TABLE_KEY + ")")
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD),
                    budget);
            return new WriteResult.Stored();
        } catch (ConditionalCheckFailedException e) {
            budget.addWrite(ItemSize.writeUnits(item.attributes(), e.item()));
            List<String> differences = EventItem.read(new Item(e.item())).differences(event);
            return differences.isEmpty() ? new WriteResult.Replayed() : new WriteResult.Conflict(differences);
        }
    }

    /// Tries a put whose condition can't hold. Before a snapshot, it loads what the first real put would. 1 write
    /// unit.
    public void prime(RequestBudget budget) {
        try {
            dynamo.put(
                    PutItemRequest.builder()
                            .item(Item.of(
                                            Partition.of(new Container("-", "c"))
                                                    .key(),
                                            EventId.floor(Instant.EPOCH).toString())
                                    .attributes())
                            .conditionExpression("attribute_exists(" + Partition.TABLE_KEY + ")")
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD),
                    budget);
        } catch (ConditionalCheckFailedException e) {
            // As expected: no organisation has that name.
        }
    }

    /// Returns the event of that container and id, unless it has expired. Consistent. 1 read unit for 4 KB.
    public Optional<Event> get(Container container, EventId id, RequestBudget budget) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder()
                        .key(Item.of(Partition.of(container).key(), id.toString())
                                .attributes())
                        .consistentRead(true),
                budget);
        return response.hasItem()
                ? Optional.of(EventItem.read(new Item(response.item()))).filter(event -> !event.expiredAt(budget.now()))
                : Optional.empty();
    }

    /// All of these events that are stored, expired or not, by their keys. What an eventually consistent read
    /// misses is read again consistently, so what is missing doesn't exist. For 4 KB of each event half a read
    /// unit, and one and a half for one that doesn't exist.
    ///
    /// @param keys at most 100
    public Map<EventKey, Event> getAll(Set<EventKey> keys, RequestBudget budget) {
        Map<EventKey, Event> events = new HashMap<>();
        for (boolean consistent : List.of(false, true)) {
            List<Map<String, AttributeValue>> missing = keys.stream()
                    .filter(key -> !events.containsKey(key))
                    .map(key -> Item.of(
                                    Partition.of(key.container()).key(),
                                    key.id().toString())
                            .attributes())
                    .toList();
            if (!missing.isEmpty()) {
                for (Map<String, AttributeValue> item : dynamo.get(missing, consistent, budget)) {
                    Event event = EventItem.read(new Item(item));
                    events.put(new EventKey(event.container(), event.id()), event);
                }
            }
        }
        return events;
    }

    /// Walks a listing: half a read unit for each 4 KB that is read, wherever in the log it begins and however
    /// long the log is. Events that don't match the rest of the filter are read and skipped.
    ///
    /// @param limit how many events the caller wants
    public EventIterator walk(AccessPath path, IdRange range, Order order, int limit, RequestBudget budget) {
        return walk(path, range, order, limit, budget.now(), budget);
    }

    /// @param now events that have expired by then are skipped
    private EventIterator walk(
            AccessPath path, IdRange range, Order order, int limit, Instant now, RequestBudget budget) {
        List<Partition> partitions = Partition.of(path.listing());
        // One more than wanted, to see whether the list continues; if events are skipped, enough for a round trip.
        int wanted = path.rest().isNone() ? limit + 1 : Math.max(limit + 1, FILTERED_AT_A_TIME);
        int atATime = Math.ceilDiv(wanted, partitions.size());
        List<PartitionReader> readers = new ArrayList<>();
        for (Partition partition : partitions) {
            readers.add(new PartitionReader(dynamo, partition, range, order, atATime, budget));
        }
        return new EventIterator(readers, range, order, path.rest(), now, budget);
    }

    /// Does the same, including expired events that DynamoDB hasn't deleted yet.
    public EventIterator walkStored(AccessPath path, IdRange range, Order order, int limit, RequestBudget budget) {
        // Not 1970: an event may have expired long before it was logged.
        return walk(path, range, order, limit, Instant.MIN, budget);
    }

    /// Reads all stored events of an organisation in a range, in no order, its shards side by side. For each shard
    /// half a read unit for 4 KB.
    ///
    /// @param each takes the events, of several at a time
    public void readStored(Org org, IdRange range, Consumer<Event> each, RequestBudget budget) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> reads = Partition.of(new Listing.OfOrg(org)).stream()
                    .map(partition -> CompletableFuture.runAsync(
                            () -> {
                                PartitionReader reader = new PartitionReader(
                                        dynamo, partition, range, Order.ASC, Integer.MAX_VALUE, budget);
                                while (reader.hasNext()) {
                                    each.accept(reader.next());
                                }
                            },
                            threads))
                    .toList();
            reads.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /// Marks an event that has no row in the log, if it still exists. The stream then tells of it once more. As
    /// many write units as putting it.
    public void markFound(EventKey key, Instant now, RequestBudget budget) {
        try {
            dynamo.update(
                    UpdateItemRequest.builder()
                            .key(Item.of(
                                            Partition.of(key.container()).key(),
                                            key.id().toString())
                                    .attributes())
                            .updateExpression("SET " + EventItem.FOUND + " = :now")
                            .conditionExpression("attribute_exists(" + Partition.TABLE_KEY + ")")
                            .expressionAttributeValues(
                                    Item.empty().put(":now", now).attributes()),
                    budget);
        } catch (ConditionalCheckFailedException e) {
            // It was removed meanwhile, and needs no row.
        }
    }

    /// Finds an event of an organisation without knowing its container. Eventually consistent. Half a read unit
    /// for each shard that may have it: one for each number of shards that the organisation has had.
    public Optional<Event> find(Org org, EventId id, RequestBudget budget) {
        IdRange one = new IdRange(id, id.successor());
        for (Partition partition : Partition.ofEvent(org, id)) {
            PartitionReader reader = new PartitionReader(dynamo, partition, one, Order.ASC, 1, budget);
            if (reader.hasNext()) {
                return Optional.of(reader.next()).filter(event -> !event.expiredAt(budget.now()));
            }
        }
        return Optional.empty();
    }

    /// Returns whether a container has any event that hasn't expired. If the walk's budget is spent on expired
    /// events, the container is assumed to have one. Usually at most 3 read units, for 25 events of 1 KB.
    ///
    /// Expired events don't count, whether or not DynamoDB has deleted them: otherwise, the result would change at
    /// an unknown time.
    public boolean has(Container container, RequestBudget budget) {
        AccessPath all = new AccessPath(new Listing.OfContainer(container), EventFilter.NONE);
        return walk(all, IdRange.ALL, Order.DESC, FEW, budget).hasMore();
    }
}
