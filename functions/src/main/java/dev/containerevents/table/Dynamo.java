package dev.containerevents.table;

import dev.containerevents.aws.Aws;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// The calls that we make to DynamoDB: each adds what it consumed to the request's units, and fails as a
/// [TableException] where trying again may help. Thread-safe.
///
/// @param table the name of the table
record Dynamo(DynamoDbClient client, String table) {

    /// The table of this deployment, as the function's environment names it.
    static Dynamo deployed() {
        return Deployed.TABLE;
    }

    /// One client for all that a function asks of the table, made when it is first asked for.
    private static final class Deployed {
        private static final Dynamo TABLE =
                new Dynamo(Aws.client(DynamoDbClient::builder, "dynamodb"), Aws.variable("TABLE_NAME"));
    }

    QueryResponse query(QueryRequest.Builder query, Units units) {
        QueryRequest request = query.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        QueryResponse response = call(units, () -> client.query(request));
        units.addRead(response.consumedCapacity());
        return response;
    }

    GetItemResponse get(GetItemRequest.Builder get, Units units) {
        GetItemRequest request = get.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        GetItemResponse response = call(units, () -> client.getItem(request));
        units.addRead(response.consumedCapacity());
        return response;
    }

    /// Whether there may be more behind what a query answered.
    static boolean goesOn(QueryResponse response) {
        return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty();
    }

    PutItemResponse put(PutItemRequest.Builder put, Units units) {
        PutItemRequest request = put.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        PutItemResponse response = call(units, () -> client.putItem(request));
        units.addWrite(response.consumedCapacity());
        return response;
    }

    /// All of these items that exist.
    List<Map<String, AttributeValue>> get(Collection<Map<String, AttributeValue>> keys) {
        BatchGetItemResponse response = call(
                new Units(),
                () -> client.batchGetItem(batch -> batch.requestItems(Map.of(
                        table,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(true)
                                .build()))));
        if (!response.unprocessedKeys().isEmpty()) {
            // A throttled read answers a part, without an error; what is missing must not look like what doesn't exist.
            throw new TableException.Throttled(new IllegalStateException("unprocessed keys"));
        }
        return response.responses().getOrDefault(table, List.of());
    }

    UpdateItemResponse update(UpdateItemRequest.Builder update, Units units) {
        UpdateItemRequest request = update.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        UpdateItemResponse response = call(units, () -> client.updateItem(request));
        units.addWrite(response.consumedCapacity());
        return response;
    }

    /// All of these or none; at most 100.
    void write(List<TransactWriteItem> items, Units units) {
        // The SDK makes up a token, by which its own tries are one.
        write(items, null, units);
    }

    /// The same, in one with all writes that bear that token and come within ten minutes.
    void write(List<TransactWriteItem> items, @Nullable String token, Units units) {
        TransactWriteItemsResponse response = call(
                units,
                () -> client.transactWriteItems(transaction -> transaction
                        .transactItems(items)
                        .clientRequestToken(token)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)));
        response.consumedCapacity().forEach(units::addWrite);
    }

    private static <T> T call(Units units, Supplier<T> call) {
        if (units.isOver()) {
            throw new TableException.Unavailable(new IllegalStateException("no time is left for another call"));
        }
        try {
            return call.get();
        } catch (AwsServiceException e) {
            // A transaction that is at work on the item ends within milliseconds.
            if (e.isThrottlingException() || e instanceof TransactionConflictException) {
                throw new TableException.Throttled(e);
            }
            throw e.statusCode() >= 500 ? new TableException.Unavailable(e) : e;
        } catch (SdkClientException e) {
            throw new TableException.Unavailable(e);
        }
    }
}
