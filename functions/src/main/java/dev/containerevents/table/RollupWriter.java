package dev.containerevents.table;

import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// Adds what the table's stream tells to the counters of [RollupTable], each record once: the transaction that
/// does so moves the mark of the stream's shard. Thread-safe.
public final class RollupWriter {

    /// Stream records are gone after a day, and so is everything that a mark could be asked about.
    private static final Duration MARK_KEPT = Duration.ofDays(7);

    private final Dynamo dynamo;

    private RollupWriter(Dynamo dynamo) {
        this.dynamo = dynamo;
    }

    public RollupWriter(DynamoDbClient client, String table) {
        this(new Dynamo(client, table));
    }

    /// The table of the function that we are in, as its environment says.
    public static RollupWriter deployed() {
        return new RollupWriter(Dynamo.deployed());
    }

    /// How far a shard is counted; consistent. A shard that is new gets the next slot. 1 read unit.
    public Mark mark(String shard, Units units) {
        GetItemResponse response = dynamo.get(
                GetItemRequest.builder().key(markKey(shard).attributes()).consistentRead(true), units);
        return response.hasItem() ? mark(shard, new Item(response.item())) : newMark(shard, units);
    }

    private Mark newMark(String shard, Units units) {
        // Whoever loses this answer takes another slot, which does no harm.
        long number = new Item(dynamo.update(
                                UpdateItemRequest.builder()
                                        .key(markKey("").attributes())
                                        .updateExpression("ADD shards :one")
                                        .expressionAttributeValues(
                                                Item.empty().put(":one", 1).attributes())
                                        .returnValues(ReturnValue.UPDATED_NEW),
                                units)
                        .attributes())
                .number("shards");
        Item values = Item.empty().put(":slot", number % RollupTable.SLOTS).put(":sequence", StreamRecord.beforeAll());
        return mark(
                shard,
                new Item(dynamo.update(
                                UpdateItemRequest.builder()
                                        .key(markKey(shard).attributes())
                                        .updateExpression("SET slot = if_not_exists(slot, :slot),"
                                                + " #sequence = if_not_exists(#sequence, :sequence)")
                                        .expressionAttributeNames(Map.of("#sequence", "sequence"))
                                        .expressionAttributeValues(values.attributes())
                                        .returnValues(ReturnValue.ALL_NEW),
                                units)
                        .attributes()));
    }

    private static Mark mark(String shard, Item item) {
        return new Mark(shard, (int) item.number("slot"), item.text("sequence"));
    }

    private static Item markKey(String shard) {
        return Item.of("M#" + shard, "M");
    }

    /// The result of [#apply].
    public sealed interface Applied {

        /// It is counted, and this is the mark now.
        record Moved(Mark mark) implements Applied {}

        /// The mark is elsewhere: somebody else counted. Nothing was done.
        record Stale() implements Applied {}

        /// DynamoDB refuses it, and will again. Nothing was done.
        record Refused(RuntimeException cause) implements Applied {}
    }

    /// Counts all records behind the mark, up to and with that one, and moves the mark there, in one transaction:
    /// 2 write units for each counter and for the mark.
    ///
    /// @throws TableException if trying again helps; then it may have happened, and the mark tells
    public Applied apply(Mark mark, String sequence, RollupChanges changes, Instant now, Units units) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(move(mark, sequence, now));
        changes.tallies().forEach((key, tally) -> {
            Instant asOf = key.period() == Period.EVER && key.type().equals(RollupKey.ALL_TYPES)
                    ? changes.newest().get(key.org())
                    : null;
            if (asOf != null || !tally.equals(Tally.ZERO)) {
                items.add(new RollupAddition(key, mark.slot(), tally, asOf).to(dynamo.table()));
            }
        });
        try {
            dynamo.write(items, units);
            return new Applied.Moved(new Mark(mark.shard(), mark.slot(), sequence));
        } catch (TransactionCanceledException e) {
            return cancelled(e);
        } catch (TransactionInProgressException e) {
            throw new TableException.Throttled(e);
        } catch (DynamoDbException e) {
            // Only what is wrong with the request itself: a missing permission is no record's fault.
            if ("ValidationException".equals(e.awsErrorDetails().errorCode())) {
                return new Applied.Refused(e);
            }
            throw e;
        }
    }

    private static Applied cancelled(TransactionCanceledException e) {
        List<String> codes =
                e.cancellationReasons().stream().map(CancellationReason::code).toList();
        if (!codes.isEmpty() && "ConditionalCheckFailed".equals(codes.getFirst())) {
            return new Applied.Stale();
        }
        if (codes.contains("ValidationError") || codes.contains("ItemCollectionSizeLimitExceeded")) {
            return new Applied.Refused(e);
        }
        throw new TableException.Throttled(e);
    }

    private TransactWriteItem move(Mark mark, String sequence, Instant now) {
        Item values = Item.empty()
                .put(":before", mark.sequence())
                .put(":sequence", sequence)
                .put(":expires", now.plus(MARK_KEPT).getEpochSecond());
        return TransactWriteItem.builder()
                .update(update -> update.tableName(dynamo.table())
                        .key(markKey(mark.shard()).attributes())
                        .updateExpression("SET #sequence = :sequence, expires = :expires")
                        .conditionExpression("#sequence = :before")
                        .expressionAttributeNames(Map.of("#sequence", "sequence"))
                        .expressionAttributeValues(values.attributes()))
                .build();
    }
}
