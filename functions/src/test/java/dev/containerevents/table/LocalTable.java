package dev.containerevents.table;

import dev.containerevents.aws.Aws;
import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// A fresh table for a test.
public record LocalTable(DynamoDbClient client, String name) {

    private static final List<Index> ALL = List.of(Index.values());

    /// A fresh table on DynamoDB Local.
    public static LocalTable fresh() {
        return fresh(LocalEngine.SHARED);
    }

    /// A fresh table on that engine.
    public static LocalTable fresh(LocalEngine engine) {
        return fresh(client(engine.endpoint()));
    }

    /// A fresh table on DynamoDB Local whose stream can be read.
    public static LocalTable streamed() {
        return streamed(LocalEngine.SHARED);
    }

    /// A fresh table on that engine whose stream can be read.
    public static LocalTable streamed(LocalEngine engine) {
        return fresh(client(engine.endpoint()), true, ALL);
    }

    /// A fresh table on that engine without indexes, which makes a transaction a quarter faster.
    public static LocalTable withoutIndexes(LocalEngine engine) {
        return fresh(client(engine.endpoint()), false, List.of());
    }

    /// A fresh table on whatever engine that client talks to.
    static LocalTable fresh(DynamoDbClient client) {
        return fresh(client, false, ALL);
    }

    private static LocalTable fresh(DynamoDbClient client, boolean streamed, List<Index> indexes) {
        String name = "events-" + UUID.randomUUID();
        try {
            create(client, name, streamed, indexes);
        } catch (ResourceInUseException e) {
            // On a busy machine, the response may come too late; then the SDK's next attempt finds the table.
        }
        return new LocalTable(client, name);
    }

    private static void create(DynamoDbClient client, String name, boolean streamed, List<Index> indexes) {
        client.createTable(create -> create.tableName(name)
                .streamSpecification(
                        streamed
                                ? StreamSpecification.builder()
                                        .streamEnabled(true)
                                        .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                                        .build()
                                : null)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(Stream.concat(
                                Stream.of(Partition.TABLE_KEY, Partition.SORT_KEY),
                                indexes.stream().map(Index::attribute))
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(key(Partition.TABLE_KEY, KeyType.HASH), key(Partition.SORT_KEY, KeyType.RANGE))
                .globalSecondaryIndexes(
                        indexes.isEmpty()
                                ? null
                                : indexes.stream()
                                        .map(index -> GlobalSecondaryIndex.builder()
                                                .indexName(index.attribute())
                                                .keySchema(
                                                        key(index.attribute(), KeyType.HASH),
                                                        key(Partition.SORT_KEY, KeyType.RANGE))
                                                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                                                .build())
                                        .toList()));
    }

    /// Returns a client of that endpoint, with the functions' settings.
    static DynamoDbClient client(URI endpoint) {
        return Aws.client(
                DynamoDbClient.builder(),
                endpoint,
                "us-east-1",
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    /// Returns the endpoint of DynamoDB Local.
    public static URI endpoint() {
        return LocalEngine.SHARED.endpoint();
    }

    /// Returns the same table through a proxy, with its own client.
    public LocalTable through(FaultProxy proxy) {
        return new LocalTable(client(proxy.endpoint()), name);
    }

    private static KeySchemaElement key(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    public EventTable events() {
        return new EventTable(client, name);
    }

    public AccessTable access() {
        return new AccessTable(client, name);
    }

    public IntakeTable intake() {
        return new IntakeTable(client, name);
    }

    /// The stream of a table that has one.
    public LocalStream stream() {
        return new LocalStream(
                Aws.client(
                        DynamoDbStreamsClient.builder(),
                        client.serviceClientConfiguration().endpointOverride().orElseThrow(),
                        "us-east-1",
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))),
                client.describeTable(describe -> describe.tableName(name))
                        .table()
                        .latestStreamArn());
    }

    /// Returns the events of an organisation that haven't expired, sorted by their ids.
    public List<Event> stored(Org org) {
        List<Event> events = new ArrayList<>();
        EventIterator walk = events().walk(
                        new AccessPath(new Listing.OfOrg(org), EventFilter.NONE),
                        IdRange.ALL,
                        Order.ASC,
                        20_000,
                        new RequestBudget());
        while (walk.hasMore()) {
            events.add(walk.next());
        }
        return events;
    }

    /// Stores events faster than one by one, at most 25.
    public void load(List<Event> events, Org org) {
        client.batchWriteItem(write -> write.requestItems(Map.of(
                name,
                events.stream()
                        .map(event -> WriteRequest.builder()
                                .putRequest(
                                        put -> put.item(EventItem.of(event, org).attributes()))
                                .build())
                        .toList())));
    }

    /// Deletes an event, as DynamoDB does when it has expired.
    public void delete(Event event) {
        client.deleteItem(delete -> delete.tableName(name)
                .key(Item.of(Partition.of(event.container()).key(), event.id().toString())
                        .attributes()));
    }

    public DestinationTable destinations() {
        return DestinationTable.of(client, name);
    }

    public LedgerTable ledger() {
        return LedgerTable.of(client, name);
    }

    /// Takes attributes from an event's item, as an erasure does.
    public void erase(Event event, String... attributes) {
        change(event, "REMOVE " + String.join(", ", attributes), Map.of());
    }

    /// Changes an event's item around the API.
    ///
    /// @param update `SET again = :value`
    public void change(Event event, String update, String value) {
        change(event, update, Map.of(":value", AttributeValue.fromS(value)));
    }

    /// Takes the secret of an organisation, as of one that was created before there were secrets.
    public void forgetSecret(String org) {
        client.updateItem(request -> request.tableName(name)
                .key(OrgItem.key(org).attributes())
                .updateExpression("REMOVE " + OrgItem.SECRET));
    }

    /// Makes an event expire at that time.
    public void expire(Event event, Instant time) {
        change(
                event,
                "SET expires_ms = :value",
                Map.of(":value", AttributeValue.fromN(Long.toString(time.toEpochMilli()))));
    }

    private void change(Event event, String update, Map<String, AttributeValue> values) {
        client.updateItem(request -> request.tableName(name)
                .key(Item.of(Partition.of(event.container()).key(), event.id().toString())
                        .attributes())
                .updateExpression(update)
                .expressionAttributeValues(values.isEmpty() ? null : values));
    }

    public EventCounter counter() {
        return new EventCounter(events(), ledger());
    }
}
