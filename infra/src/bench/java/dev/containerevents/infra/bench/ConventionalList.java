package dev.containerevents.infra.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/// A baseline: the list of an organisation's events in a common design, with the runtime's own event classes,
/// Jackson's mapper and the SDK's default client. It checks nothing, and has neither cursors nor filters nor
/// shards.
@NullUnmarked
public final class ConventionalList
        implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final DynamoDbClient client;
    private final ObjectMapper mapper = new ObjectMapper();

    /// As Lambda makes it.
    public ConventionalList() {
        this(DynamoDbClient.create());
    }

    ConventionalList(DynamoDbClient client) {
        this.client = client;
    }

    /// An event as it is shown, with the members that each event of the benchmark has.
    public record ListedEvent(
            String eventId,
            String orgId,
            String containerId,
            String eventType,
            String status,
            String timestamp,
            String created,
            String message) {

        static ListedEvent of(Map<String, AttributeValue> item) {
            String[] partition = item.get("pk").s().split("#", 3);
            String created = Instant.ofEpochMilli(
                            Long.parseLong(item.get("created").n()))
                    .toString();
            return new ListedEvent(
                    item.get("sk").s(),
                    partition[1],
                    partition[2],
                    item.get("type").s(),
                    item.get("status").s(),
                    created,
                    created,
                    item.getOrDefault("message", AttributeValue.fromS("")).s());
        }
    }

    /// A page.
    public record Page(List<ListedEvent> events) {}

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent request, Context context) {
        String org = request.getPathParameters().get("org_id");
        List<ListedEvent> events = client
                .query(QueryRequest.builder()
                        .tableName(System.getenv("TABLE_NAME"))
                        .indexName("by_org")
                        .keyConditionExpression("by_org = :partition")
                        .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(org + "#0")))
                        .scanIndexForward(false)
                        .limit(50)
                        .build())
                .items()
                .stream()
                .map(ListedEvent::of)
                .toList();
        try {
            return new APIGatewayProxyResponseEvent()
                    .withStatusCode(200)
                    .withHeaders(Map.of("Content-Type", "application/json"))
                    .withBody(mapper.writeValueAsString(new Page(events)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
