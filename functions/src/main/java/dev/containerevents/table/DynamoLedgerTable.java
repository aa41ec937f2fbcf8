package dev.containerevents.table;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The logs of organisations in DynamoDB.
record DynamoLedgerTable(Dynamo dynamo) implements LedgerTable {

    private static final String EXPIRES = "expires";

    private static final String ROWS = "rows";
    private static final String MARKS = "marks";
    private static final String UNFOLDED = "unfolded";
    private static final String NEWEST = "newest";
    private static final String STORED = "stored";
    private static final String STORED_BEFORE = "before";

    /// Only an organisation that has destinations pays for it.
    private static final String DELIVERS = "delivers";

    private static final String UPTO = "upto";
    private static final String CONTENT = "content";

    /// How many keys DynamoDB takes in one batch.
    private static final int KEYS_AT_A_TIME = 100;

    private static final int QUERIES_AT_ONCE = 32;

    @Override
    public String name() {
        return dynamo.table();
    }

    @Override
    public void stage(String org, String group, Map<BigInteger, byte[]> rows, Instant expires, RequestBudget budget) {
        StringBuilder expression = new StringBuilder("SET ").append(EXPIRES).append("=:e");
        Map<String, String> names = new HashMap<>();
        Item values = Item.empty().put(":e", expires.getEpochSecond());
        for (Map.Entry<BigInteger, byte[]> row : new TreeMap<>(rows).entrySet()) {
            int number = names.size();
            expression.append(",#").append(number).append("=:").append(number);
            names.put("#" + number, LedgerKeys.attribute(row.getKey()));
            values.put(":" + number, row.getValue());
        }
        try {
            dynamo.update(
                    UpdateItemRequest.builder()
                            .key(Item.of(LedgerKeys.staged(org), group).attributes())
                            .updateExpression(expression.toString())
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values.attributes()),
                    budget);
        } catch (DynamoDbException e) {
            // Only what is wrong with the request itself: a missing permission is no row's fault.
            throw "ValidationException".equals(e.awsErrorDetails().errorCode()) ? new IllegalArgumentException(e) : e;
        }
    }

    @Override
    public Optional<StoredRun> append(String org, StoredRun run, RequestBudget budget) {
        Item item = item(org, run);
        try {
            dynamo.put(
                    PutItemRequest.builder()
                            .item(item.attributes())
                            .conditionExpression("attribute_not_exists(" + Partition.TABLE_KEY + ")")
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD),
                    budget);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            budget.addWrite(ItemSize.writeUnits(item.attributes(), e.item()));
            return Optional.of(run(new Item(e.item())));
        }
    }

    @Override
    public Optional<StoredRun> lastRun(String org, long index, boolean consistent, RequestBudget budget) {
        return query(between(org, 0, index).scanIndexForward(false).limit(1).consistentRead(consistent), budget)
                .stream()
                .findFirst();
    }

    @Override
    public List<StoredRun> runs(String org, long first, int most, boolean consistent, RequestBudget budget) {
        return query(between(org, first, LedgerKeys.LAST_INDEX).limit(most).consistentRead(consistent), budget);
    }

    @Override
    public List<StoredRun> runsToEnd(String org, long first, RequestBudget budget) {
        return queryAll(between(org, first, LedgerKeys.LAST_INDEX), budget).stream()
                .map(DynamoLedgerTable::run)
                .toList();
    }

    @Override
    public List<StoredSheet> sheets(List<SheetRange> ranges, RequestBudget budget) {
        if (ranges.size() == 1) {
            return sheets(ranges.getFirst(), budget);
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(QUERIES_AT_ONCE, Thread.ofVirtual().factory())) {
            List<CompletableFuture<List<StoredSheet>>> reads = ranges.stream()
                    .map(range -> CompletableFuture.supplyAsync(() -> sheets(range, budget), threads))
                    .toList();
            return reads.stream().flatMap(read -> read.join().stream()).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<StoredSheet> sheets(SheetRange range, RequestBudget budget) {
        return queryAll(
                        between(
                                range.first().partition(),
                                range.first().sortKey(),
                                range.last().sortKey()),
                        budget)
                .stream()
                .map(DynamoLedgerTable::sheet)
                .toList();
    }

    @Override
    public List<StoredSheet> sheets(Set<SheetKey> keys, RequestBudget budget) {
        List<StoredSheet> sheets = new ArrayList<>();
        List<SheetKey> all = List.copyOf(keys);
        for (int begin = 0; begin < all.size(); begin += KEYS_AT_A_TIME) {
            List<Map<String, AttributeValue>> some =
                    all.subList(begin, Math.min(all.size(), begin + KEYS_AT_A_TIME)).stream()
                            .map(key -> item(key).attributes())
                            .toList();
            dynamo.get(some, true, budget).forEach(item -> sheets.add(sheet(new Item(item))));
        }
        return sheets;
    }

    @Override
    public Optional<StoredSheet> replace(OptionalLong replaced, StoredSheet sheet, RequestBudget budget) {
        Item item = item(sheet.key()).put(UPTO, sheet.upto()).put(CONTENT, bytes(sheet.content()));
        PutItemRequest.Builder put = PutItemRequest.builder()
                .item(item.attributes())
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (replaced.isPresent()) {
            put.conditionExpression(UPTO + " = :upto")
                    .expressionAttributeValues(
                            Item.empty().put(":upto", replaced.getAsLong()).attributes());
        } else {
            put.conditionExpression("attribute_not_exists(" + Partition.TABLE_KEY + ")");
        }
        try {
            dynamo.put(put, budget);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            budget.addWrite(ItemSize.writeUnits(item.attributes(), e.item()));
            return Optional.of(sheet(new Item(e.item())));
        }
    }

    private static Item item(SheetKey key) {
        return Item.of(key.partition(), key.sortKey());
    }

    private static StoredSheet sheet(Item item) {
        return new StoredSheet(
                SheetKey.read(item.text(Partition.TABLE_KEY), item.text(Partition.SORT_KEY)),
                item.number(UPTO),
                ByteBuffer.wrap(item.bytes(CONTENT)));
    }

    private List<Item> queryAll(QueryRequest.Builder query, RequestBudget budget) {
        List<Item> items = new ArrayList<>();
        query.consistentRead(true);
        boolean hasMore = true;
        while (hasMore) {
            QueryResponse response = dynamo.query(query, budget);
            response.items().forEach(item -> items.add(new Item(item)));
            hasMore = Dynamo.hasMore(response);
            query.exclusiveStartKey(response.lastEvaluatedKey());
        }
        return items;
    }

    private List<StoredRun> query(QueryRequest.Builder query, RequestBudget budget) {
        return dynamo.query(query, budget).items().stream()
                .map(item -> run(new Item(item)))
                .toList();
    }

    private static QueryRequest.Builder between(String org, long first, long last) {
        return between(LedgerKeys.log(org), LedgerKeys.run(first), LedgerKeys.run(last));
    }

    private static QueryRequest.Builder between(String partition, String first, String last) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :partition AND sk BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":partition", AttributeValue.fromS(partition),
                        ":first", AttributeValue.fromS(first),
                        ":last", AttributeValue.fromS(last)));
    }

    private static Item item(String org, StoredRun run) {
        Item item = Item.of(LedgerKeys.log(org), LedgerKeys.run(run.first()))
                .put(ROWS, bytes(run.rows()))
                .put(MARKS, bytes(run.marks()))
                .put(UNFOLDED, run.unfolded())
                .put(NEWEST, run.newest())
                .put(STORED, run.stored())
                .put(STORED_BEFORE, run.storedBefore());
        return run.delivers() ? item.put(DELIVERS, 1) : item;
    }

    private static StoredRun run(Item item) {
        return new StoredRun(
                LedgerKeys.first(item.text(Partition.SORT_KEY)),
                ByteBuffer.wrap(item.bytes(ROWS)),
                ByteBuffer.wrap(item.bytes(MARKS)),
                item.number(UNFOLDED),
                item.number(NEWEST),
                item.number(STORED),
                item.number(STORED_BEFORE),
                item.has(DELIVERS));
    }

    private static AttributeValue bytes(ByteBuffer buffer) {
        return AttributeValue.fromB(SdkBytes.fromByteBuffer(buffer));
    }
}
