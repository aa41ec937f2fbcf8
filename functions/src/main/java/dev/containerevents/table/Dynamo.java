package dev.containerevents.table;

import dev.containerevents.aws.Aws;
import java.util.ArrayList;
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
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
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

/// Calls DynamoDB. Each call adds what it consumed to the request's units, and throws a [TableException] if trying
/// again may help. Thread-safe.
///
/// @param table the name of the table
record Dynamo(DynamoDbClient client, String table) {

    /// Returns the table that the function's environment names.
    static Dynamo deployed() {
        return Deployed.TABLE;
    }

    /// The client of all accesses of a function, created on first use.
    private static final class Deployed {
        private static final Dynamo TABLE =
                new Dynamo(Aws.client(DynamoDbClient::builder, "dynamodb"), Aws.variable("TABLE_NAME"));
    }

    QueryResponse query(QueryRequest.Builder query, RequestBudget budget) {
        QueryRequest request = query.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        QueryResponse response = call(budget, () -> client.query(request));
        budget.addRead(response.consumedCapacity());
        return response;
    }

    GetItemResponse get(GetItemRequest.Builder get, RequestBudget budget) {
        GetItemRequest request = get.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        GetItemResponse response = call(budget, () -> client.getItem(request));
        budget.addRead(response.consumedCapacity());
        return response;
    }

    /// Returns whether there may be more items after those of a query's response.
    static boolean hasMore(QueryResponse response) {
        return response.hasLastEvaluatedKey() && !response.lastEvaluatedKey().isEmpty();
    }

    PutItemResponse put(PutItemRequest.Builder put, RequestBudget budget) {
        PutItemRequest request = put.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        PutItemResponse response = call(budget, () -> client.putItem(request));
        budget.addWrite(response.consumedCapacity());
        return response;
    }

    void delete(DeleteItemRequest.Builder delete, RequestBudget budget) {
        DeleteItemRequest request = delete.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        budget.addWrite(call(budget, () -> client.deleteItem(request)).consumedCapacity());
    }

    /// Returns those of these items that exist.
    List<Map<String, AttributeValue>> get(Collection<Map<String, AttributeValue>> keys) {
        BatchGetItemResponse response = call(
                new RequestBudget(),
                () -> client.batchGetItem(batch -> batch.requestItems(Map.of(
                        table,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(true)
                                .build()))));
        if (!response.unprocessedKeys().isEmpty()) {
            // A throttled read returns a part, without an error. Missing items must not look as if they didn't
            // exist.
            throw new TableException.Throttled(new IllegalStateException("unprocessed keys"));
        }
        return response.responses().getOrDefault(table, List.of());
    }

    /// All of these items that exist, at most 100.
    List<Map<String, AttributeValue>> get(
            Collection<Map<String, AttributeValue>> keys, boolean consistent, RequestBudget budget) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        Map<String, KeysAndAttributes> left = Map.of(
                table,
                KeysAndAttributes.builder()
                        .keys(keys)
                        .consistentRead(consistent)
                        .build());
        while (!left.isEmpty()) {
            Map<String, KeysAndAttributes> asked = left;
            BatchGetItemResponse response = call(
                    budget,
                    () -> client.batchGetItem(
                            batch -> batch.requestItems(asked).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)));
            response.consumedCapacity().forEach(budget::addRead);
            List<Map<String, AttributeValue>> read = response.responses().getOrDefault(table, List.of());
            left = response.unprocessedKeys();
            if (!left.isEmpty() && read.isEmpty()) {
                throw new TableException.Throttled(new IllegalStateException("unprocessed keys"));
            }
            items.addAll(read);
        }
        return items;
    }

    UpdateItemResponse update(UpdateItemRequest.Builder update, RequestBudget budget) {
        UpdateItemRequest request = update.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        UpdateItemResponse response = call(budget, () -> client.updateItem(request));
        budget.addWrite(response.consumedCapacity());
        return response;
    }

    /// Writes all of these or none; at most 100.
    void write(List<TransactWriteItem> items, RequestBudget budget) {
        // The SDK generates a token, which makes its own attempts one.
        write(items, null, budget);
    }

    /// Does the same; all writes with the same token within ten minutes are done once.
    void write(List<TransactWriteItem> items, @Nullable String token, RequestBudget budget) {
        TransactWriteItemsResponse response = call(
                budget,
                () -> client.transactWriteItems(transaction -> transaction
                        .transactItems(items)
                        .clientRequestToken(token)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)));
        response.consumedCapacity().forEach(budget::addWrite);
    }

    private static <T> T call(RequestBudget budget, Supplier<T> call) {
        if (budget.isOver()) {
            throw new TableException.Unavailable(new IllegalStateException("no time is left for another call"));
        }
        try {
            return call.get();
        } catch (AwsServiceException e) {
            // A transaction in progress on the item ends within milliseconds.
            if (e.isThrottlingException() || e instanceof TransactionConflictException) {
                throw new TableException.Throttled(e);
            }
            throw e.statusCode() >= 500 ? new TableException.Unavailable(e) : e;
        } catch (SdkClientException e) {
            throw new TableException.Unavailable(e);
        }
    }
}
