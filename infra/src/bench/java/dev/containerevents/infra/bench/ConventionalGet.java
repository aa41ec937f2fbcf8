package dev.containerevents.infra.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/// One event as most would write it, like [ConventionalList].
@NullUnmarked
public final class ConventionalGet
        implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

    private final DynamoDbClient client;
    private final ObjectMapper mapper = new ObjectMapper();

    ConventionalGet(DynamoDbClient client) {
        this.client = client;
    }

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent request, Context context) {
        Map<String, String> path = request.getPathParameters();
        Map<String, AttributeValue> item = client.getItem(GetItemRequest.builder()
                        .tableName(System.getenv("TABLE_NAME"))
                        .key(Map.of(
                                "pk",
                                AttributeValue.fromS("E#" + path.get("org_id") + "#" + path.get("container_id")),
                                "sk",
                                AttributeValue.fromS(path.get("event_id"))))
                        .consistentRead(true)
                        .build())
                .item();
        try {
            return new APIGatewayProxyResponseEvent()
                    .withStatusCode(item.isEmpty() ? 404 : 200)
                    .withHeaders(Map.of("Content-Type", "application/json"))
                    .withBody(mapper.writeValueAsString(ConventionalList.ListedEvent.of(item)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
