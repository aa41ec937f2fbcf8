package dev.containerevents.table;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The logs of organisations in DynamoDB.
record DynamoLedgerTable(Dynamo dynamo) implements LedgerTable {

    private static final String EXPIRES = "expires";

    private static final String ROWS = "rows";
    private static final String MARKS = "marks";
    private static final String FLAG = "flag";
    private static final String RUNS_SINCE_FLAG = "since";
    private static final String NEWEST = "newest";
    private static final String STORED = "stored";
    private static final String STORED_BEFORE = "before";

    @Override
    public String name() {
        return dynamo.table();
    }

    @Override
    public void stage(String org, String group, Map<BigInteger, byte[]> rows, Instant expires, Units units) {
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
                    units);
        } catch (DynamoDbException e) {
            // Only what is wrong with the request itself: a missing permission is no row's fault.
            throw "ValidationException".equals(e.awsErrorDetails().errorCode()) ? new IllegalArgumentException(e) : e;
        }
    }

    @Override
    public Optional<StoredRun> append(String org, StoredRun run, Units units) {
        Item item = item(org, run);
        try {
            dynamo.put(
                    PutItemRequest.builder()
                            .item(item.attributes())
                            .conditionExpression("attribute_not_exists(" + Partition.TABLE_KEY + ")")
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD),
                    units);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            units.addWrite(ItemSize.writeUnits(item.attributes(), e.item()));
            return Optional.of(run(new Item(e.item())));
        }
    }

    @Override
    public Optional<StoredRun> lastRun(String org, long index, boolean consistent, Units units) {
        return query(between(org, 0, index).scanIndexForward(false).limit(1).consistentRead(consistent), units).stream()
                .findFirst();
    }

    @Override
    public List<StoredRun> runs(String org, long first, int most, boolean consistent, Units units) {
        return query(between(org, first, LedgerKeys.LAST_INDEX).limit(most).consistentRead(consistent), units);
    }

    private List<StoredRun> query(QueryRequest.Builder query, Units units) {
        return dynamo.query(query, units).items().stream()
                .map(item -> run(new Item(item)))
                .toList();
    }

    private static QueryRequest.Builder between(String org, long first, long last) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :partition AND sk BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":partition", AttributeValue.fromS(LedgerKeys.log(org)),
                        ":first", AttributeValue.fromS(LedgerKeys.run(first)),
                        ":last", AttributeValue.fromS(LedgerKeys.run(last))));
    }

    private static Item item(String org, StoredRun run) {
        return Item.of(LedgerKeys.log(org), LedgerKeys.run(run.first()))
                .put(ROWS, bytes(run.rows()))
                .put(MARKS, bytes(run.marks()))
                .put(FLAG, run.flag())
                .put(RUNS_SINCE_FLAG, run.runsSinceFlag())
                .put(NEWEST, run.newest())
                .put(STORED, run.stored())
                .put(STORED_BEFORE, run.storedBefore());
    }

    private static StoredRun run(Item item) {
        return new StoredRun(
                LedgerKeys.first(item.text(Partition.SORT_KEY)),
                ByteBuffer.wrap(item.bytes(ROWS)),
                ByteBuffer.wrap(item.bytes(MARKS)),
                item.number(FLAG),
                (int) item.number(RUNS_SINCE_FLAG),
                item.number(NEWEST),
                item.number(STORED),
                item.number(STORED_BEFORE));
    }

    private static AttributeValue bytes(ByteBuffer buffer) {
        return AttributeValue.fromB(SdkBytes.fromByteBuffer(buffer));
    }
}
