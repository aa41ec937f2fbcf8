package dev.containerevents.table;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
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
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// The calls that we make to DynamoDB: each adds what it consumed to the request's units, and fails as a
/// [TableException] where trying again may help. Thread-safe.
///
/// @param table the name of the table
record Dynamo(DynamoDbClient client, String table) {

    /// The table of this deployment, as the function's environment names it.
    static Dynamo deployed() {
        Map<String, String> environment = System.getenv();
        String region = environment.getOrDefault("AWS_REGION", "us-east-1");
        String endpoint =
                environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb." + region + ".amazonaws.com");
        // A function restored from a snapshot gets its credentials from the container's endpoint, any other by
        // variables.
        AwsCredentialsProvider credentials = AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build());
        String table = environment.get("TABLE_NAME");
        if (table == null) {
            throw new IllegalStateException("the variable TABLE_NAME is missing");
        }
        return new Dynamo(client(URI.create(endpoint), region, credentials), table);
    }

    /// A client as every function has it. Everything is said, so that the SDK looks nothing up.
    static DynamoDbClient client(URI endpoint, String region, AwsCredentialsProvider credentials) {
        // The JDK keeps five idle connections otherwise, and a bulk would open most of its own anew.
        System.setProperty("http.maxConnections", "64");
        return DynamoDbClient.builder()
                .region(Region.of(region))
                .endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(1))
                        .socketTimeout(Duration.ofSeconds(3))
                        .build())
                // Three attempts. A server that doesn't answer costs about four seconds each, so whoever makes several
                // calls
                // in a row begins none after some eight seconds.
                .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD))
                .build();
    }

    QueryResponse query(QueryRequest.Builder query, Units units) {
        QueryRequest request = query.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        QueryResponse response = call(() -> client.query(request));
        units.addRead(response.consumedCapacity());
        return response;
    }

    GetItemResponse get(GetItemRequest.Builder get, Units units) {
        GetItemRequest request = get.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        GetItemResponse response = call(() -> client.getItem(request));
        units.addRead(response.consumedCapacity());
        return response;
    }

    PutItemResponse put(PutItemRequest.Builder put, Units units) {
        PutItemRequest request = put.tableName(table)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        PutItemResponse response = call(() -> client.putItem(request));
        units.addWrite(response.consumedCapacity());
        return response;
    }

    /// All of these items that exist.
    List<Map<String, AttributeValue>> get(Collection<Map<String, AttributeValue>> keys) {
        BatchGetItemResponse response = call(() -> client.batchGetItem(batch -> batch.requestItems(Map.of(
                table,
                KeysAndAttributes.builder().keys(keys).consistentRead(true).build()))));
        if (!response.unprocessedKeys().isEmpty()) {
            // A throttled read answers a part, without an error; what is missing must not look like what doesn't exist.
            throw new TableException.Throttled(new IllegalStateException("unprocessed keys"));
        }
        return response.responses().getOrDefault(table, List.of());
    }

    UpdateItemResponse update(UpdateItemRequest.Builder update) {
        UpdateItemRequest request = update.tableName(table).build();
        return call(() -> client.updateItem(request));
    }

    /// All of these or none.
    void write(TransactWriteItem... items) {
        call(() -> client.transactWriteItems(transaction -> transaction.transactItems(items)));
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            if (e.isThrottlingException()) {
                throw new TableException.Throttled(e);
            }
            throw e.statusCode() >= 500 ? new TableException.Unavailable(e) : e;
        } catch (SdkClientException e) {
            throw new TableException.Unavailable(e);
        }
    }
}
