package dev.containerevents.table;

import dev.containerevents.table.DeliveryProgress.Replay;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// Destinations in DynamoDB.
record DynamoDestinationTable(Dynamo dynamo) implements DestinationTable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String IS_NEW = "attribute_not_exists(pk)";
    private static final String EXISTS = "attribute_exists(pk)";
    private static final String FAILED = "ConditionalCheckFailed";

    /// What is read in one batch.
    private static final int REMINDERS_AT_A_TIME = 100;

    /// A lease that ended between two calls is asked for again.
    private static final int MOST_ROUNDS = 3;

    @Override
    public Creation create(StoredDestination destination, Announced event, RequestBudget budget) {
        DestinationKey key = DestinationItem.key(destination);
        List<Boolean> failed = write(
                List.of(
                        put(DestinationItem.of(destination), IS_NEW),
                        count(key.org(), 1, "attribute_not_exists(destinations) OR destinations < :most"),
                        put(new Reminder(key, destination.created())),
                        put(event)),
                budget);
        if (failed.isEmpty()) {
            return Creation.CREATED;
        }
        return failed.getFirst() ? Creation.EXISTS : Creation.TOO_MANY;
    }

    /// Counts the destinations of an organisation.
    private TransactWriteItem count(String org, int change, String condition) {
        Item values = Item.empty().put(":change", change).put(":most", MOST);
        if (change < 0) {
            values.attributes().remove(":most");
        }
        return TransactWriteItem.builder()
                .update(update -> update.tableName(dynamo.table())
                        .key(DestinationItem.number(org).attributes())
                        .updateExpression("ADD destinations :change")
                        .conditionExpression(condition)
                        .expressionAttributeValues(values.attributes()))
                .build();
    }

    @Override
    public boolean change(
            StoredDestination changed,
            @Nullable DeliveryProgress restart,
            boolean moves,
            Announced event,
            RequestBudget budget) {
        Assignments assignments = new Assignments()
                .set(DestinationItem.settings(changed.settings()))
                .set(DestinationItem.REVISION, number(changed.revision()))
                .with(":before", number(changed.revision() - 1));
        if (restart != null) {
            assignments.set(DestinationItem.restart(restart));
        }
        if (restart != null && moves) {
            assignments
                    .set(DestinationItem.NEXT, number(restart.next()))
                    .set(DestinationItem.ORIGIN, AttributeValue.fromS(restart.origin()));
        }
        Reminder reminder =
                new Reminder(DestinationItem.key(changed), event.event().created());
        return write(List.of(update(changed, assignments, "revision = :before"), put(reminder), put(event)), budget)
                .isEmpty();
    }

    private TransactWriteItem update(StoredDestination destination, Assignments assignments, String condition) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(dynamo.table())
                        .key(DestinationItem.key(DestinationItem.key(destination))
                                .attributes())
                        .updateExpression(assignments.update())
                        .conditionExpression(condition)
                        .expressionAttributeNames(assignments.names())
                        .expressionAttributeValues(assignments.values())
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    @Override
    public boolean replay(StoredDestination destination, Replay replay, Instant now, RequestBudget budget) {
        Assignments assignments = new Assignments()
                .set(DestinationItem.REPLAY_ID, AttributeValue.fromS(replay.id()))
                .set(DestinationItem.REPLAY_NEXT, number(replay.next()))
                .set(DestinationItem.REPLAY_END, number(replay.end()))
                .set(DestinationItem.REVISION, number(destination.revision() + 1))
                .with(":before", number(destination.revision()));
        String condition = "revision = :before AND attribute_not_exists(replay_id)";
        Reminder reminder = new Reminder(DestinationItem.key(destination), now);
        return write(List.of(update(destination, assignments, condition), put(reminder)), budget)
                .isEmpty();
    }

    private static UpdateItemRequest.Builder update(StoredDestination destination, Assignments assignments) {
        return UpdateItemRequest.builder()
                .key(DestinationItem.key(DestinationItem.key(destination)).attributes())
                .updateExpression(assignments.update())
                .expressionAttributeNames(assignments.names())
                .expressionAttributeValues(assignments.values())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    @Override
    public boolean delete(StoredDestination destination, Announced event, RequestBudget budget) {
        DestinationKey key = DestinationItem.key(destination);
        return write(
                        List.of(
                                delete(DestinationItem.key(key), EXISTS),
                                count(key.org(), -1, EXISTS),
                                delete(DestinationItem.reminder(key), null),
                                put(event)),
                        budget)
                .isEmpty();
    }

    @Override
    public Optional<StoredDestination> get(DestinationKey key, RequestBudget budget) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder()
                        .key(DestinationItem.key(key).attributes())
                        .consistentRead(true),
                budget);
        return response.hasItem() ? Optional.of(DestinationItem.read(new Item(response.item()))) : Optional.empty();
    }

    @Override
    public List<StoredDestination> all(String org, RequestBudget budget) {
        return dynamo
                .query(
                        beginning(DestinationItem.partition(org), DestinationItem.PREFIX)
                                .consistentRead(true),
                        budget)
                .items()
                .stream()
                .map(item -> DestinationItem.read(new Item(item)))
                .toList();
    }

    private static QueryRequest.Builder beginning(String partition, String prefix) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :partition AND begins_with(sk, :prefix)")
                .expressionAttributeValues(
                        Map.of(":partition", AttributeValue.fromS(partition), ":prefix", AttributeValue.fromS(prefix)));
    }

    @Override
    public List<StoredDestination> getAll(List<DestinationKey> keys, RequestBudget budget) {
        return dynamo
                .get(
                        keys.stream()
                                .map(key -> DestinationItem.key(key).attributes())
                                .toList(),
                        true,
                        budget)
                .stream()
                .map(item -> DestinationItem.read(new Item(item)))
                .toList();
    }

    @Override
    public void remind(Reminder reminder, RequestBudget budget) {
        dynamo.put(PutItemRequest.builder().item(DestinationItem.of(reminder).attributes()), budget);
    }

    @Override
    public List<Reminder> reminders(@Nullable DestinationKey after, RequestBudget budget) {
        QueryRequest.Builder query = QueryRequest.builder()
                .keyConditionExpression("pk = :partition")
                .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(DestinationItem.reminders())))
                .limit(REMINDERS_AT_A_TIME);
        if (after != null) {
            query.exclusiveStartKey(DestinationItem.reminder(after).attributes());
        }
        return dynamo.query(query, budget).items().stream()
                .map(item -> DestinationItem.reminder(new Item(item)))
                .toList();
    }

    @Override
    public void forget(Reminder reminder, RequestBudget budget) {
        try {
            dynamo.delete(
                    DeleteItemRequest.builder()
                            .key(DestinationItem.reminder(reminder.key()).attributes())
                            .conditionExpression("#at = :at")
                            .expressionAttributeNames(Map.of("#at", DestinationItem.AT))
                            .expressionAttributeValues(
                                    Map.of(":at", DestinationItem.of(reminder).value(DestinationItem.AT))),
                    budget);
        } catch (ConditionalCheckFailedException e) {
            // Whoever left the new one wants the destination to be looked at again.
        }
    }

    @Override
    public Lease lease(DestinationKey key, String token, Instant now, Instant until, long end, RequestBudget budget) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Assignments assignments = new Assignments()
                    .set(DestinationItem.LEASE, AttributeValue.fromS(token))
                    .set(DestinationItem.LEASE_UNTIL, time(until))
                    .setUnlessPresent(DestinationItem.HORIZON, number(end))
                    .with(":now", time(now))
                    .with(":paused", AttributeValue.fromS(DeliveryState.PAUSED.text()));
            try {
                return new Lease.Given(DestinationItem.read(new Item(dynamo.update(
                                UpdateItemRequest.builder()
                                        .key(DestinationItem.key(key).attributes())
                                        .updateExpression(assignments.update())
                                        .conditionExpression("attribute_exists(pk) AND "
                                                + assignments.name(DestinationItem.STATE) + " <> :paused"
                                                + " AND (attribute_not_exists(next_attempt) OR next_attempt <= :now)"
                                                + " AND (attribute_not_exists(lease_until) OR lease_until <= :now)")
                                        .expressionAttributeNames(assignments.names())
                                        .expressionAttributeValues(assignments.values())
                                        .returnValues(ReturnValue.ALL_NEW)
                                        .returnValuesOnConditionCheckFailure(
                                                ReturnValuesOnConditionCheckFailure.ALL_OLD),
                                budget)
                        .attributes())));
            } catch (ConditionalCheckFailedException e) {
                if (!e.hasItem() || !isDue(new Item(e.item()), now)) {
                    return new Lease.NotDue();
                }
            }
            if (tell(key, now, budget)) {
                return new Lease.Taken();
            }
        }
        throw new TableException.Unavailable(new IllegalStateException("the lease changes all the time"));
    }

    private static boolean isDue(Item item, Instant now) {
        Instant next = item.timeOrNull(DestinationItem.NEXT_ATTEMPT);
        return DeliveryState.of(item.text(DestinationItem.STATE)) != DeliveryState.PAUSED
                && (next == null || !next.isAfter(now));
    }

    /// Tells the one who delivers that there may be more.
    ///
    /// @return whether there is one
    private boolean tell(DestinationKey key, Instant now, RequestBudget budget) {
        try {
            dynamo.update(
                    UpdateItemRequest.builder()
                            .key(DestinationItem.key(key).attributes())
                            .updateExpression("SET again = :again")
                            .conditionExpression("lease_until > :now")
                            .expressionAttributeValues(
                                    Map.of(":again", AttributeValue.fromBool(true), ":now", time(now))),
                    budget);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public Saved save(
            StoredDestination destination,
            String token,
            Keeping keeping,
            @Nullable Announced event,
            RequestBudget budget) {
        Assignments assignments = new Assignments()
                .set(DestinationItem.progress(destination.progress()))
                .with(":token", AttributeValue.fromS(token))
                .with(":revision", number(destination.revision()));
        if (keeping != Keeping.LEASE) {
            assignments.remove(DestinationItem.AGAIN);
        }
        if (keeping == Keeping.NOTHING || keeping == Keeping.NOTHING_IF_ALONE) {
            assignments.remove(DestinationItem.LEASE, DestinationItem.LEASE_UNTIL);
        }
        String condition = "lease = :token AND revision = :revision"
                + (keeping == Keeping.NOTHING_IF_ALONE ? " AND attribute_not_exists(again)" : "");
        if (event == null) {
            try {
                dynamo.update(update(destination, assignments).conditionExpression(condition), budget);
                return new Saved.Done();
            } catch (ConditionalCheckFailedException e) {
                return refused(e.hasItem() ? e.item() : Map.of(), token);
            }
        }
        List<TransactWriteItem> both = List.of(update(destination, assignments, condition), put(event));
        try {
            dynamo.write(both, budget);
            return new Saved.Done();
        } catch (TransactionCanceledException e) {
            CancellationReason reason = e.cancellationReasons().getFirst();
            if (!FAILED.equals(reason.code())) {
                throw new TableException.Throttled(e);
            }
            return refused(reason.hasItem() ? reason.item() : Map.of(), token);
        }
    }

    private static Saved refused(Map<String, AttributeValue> attributes, String token) {
        Item item = new Item(attributes);
        return token.equals(item.textOrNull(DestinationItem.LEASE))
                ? new Saved.Changed(DestinationItem.read(item))
                : new Saved.Lost();
    }

    @Override
    public void put(DestinationKey key, StoredAttempt attempt, RequestBudget budget) {
        String unique = HexFormat.of().toHexDigits(RANDOM.nextInt());
        dynamo.put(
                PutItemRequest.builder()
                        .item(AttemptItem.of(key, attempt, unique).attributes()),
                budget);
    }

    @Override
    public List<Listed> attempts(DestinationKey key, @Nullable String before, int most, RequestBudget budget) {
        QueryRequest.Builder query = beginning(DestinationItem.attempts(key), AttemptItem.PREFIX)
                .scanIndexForward(false)
                .limit(most);
        if (before != null) {
            query.exclusiveStartKey(Item.of(DestinationItem.attempts(key), AttemptItem.PREFIX + before)
                    .attributes());
        }
        return dynamo.query(query, budget).items().stream()
                .map(item -> AttemptItem.read(new Item(item)))
                .toList();
    }

    /// Does all of these or nothing.
    ///
    /// @return for each whether its condition failed; empty if everything was done
    private List<Boolean> write(List<TransactWriteItem> items, RequestBudget budget) {
        try {
            dynamo.write(items, budget);
            return List.of();
        } catch (TransactionCanceledException e) {
            List<Boolean> failed = e.cancellationReasons().stream()
                    .map(reason -> FAILED.equals(reason.code()))
                    .toList();
            if (failed.contains(true)) {
                return failed;
            }
            throw new TableException.Throttled(e);
        }
    }

    private TransactWriteItem put(Reminder reminder) {
        return put(DestinationItem.of(reminder), null);
    }

    private TransactWriteItem put(Announced event) {
        return put(EventItem.of(event.event(), event.org()), null);
    }

    private TransactWriteItem put(Item item, @Nullable String condition) {
        return TransactWriteItem.builder()
                .put(put ->
                        put.tableName(dynamo.table()).item(item.attributes()).conditionExpression(condition))
                .build();
    }

    private TransactWriteItem delete(Item key, @Nullable String condition) {
        return TransactWriteItem.builder()
                .delete(delete ->
                        delete.tableName(dynamo.table()).key(key.attributes()).conditionExpression(condition))
                .build();
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    private static AttributeValue time(Instant time) {
        return number(time.toEpochMilli());
    }
}
