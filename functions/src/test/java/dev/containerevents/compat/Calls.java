package dev.containerevents.compat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.GatewayEvent;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/// Sends proxy events to the handlers of another API's operations, with a key of one organisation.
public record Calls(Org org, Set<Permission> rights) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// A handler's response.
    public record Answer(int status, String contentType, String text) {

        public JsonNode json() {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }
    }

    public Answer get(RequestStreamHandler handler, Map<String, String> pathParameters, Map<String, String> query) {
        return call(handler, request("GET").pathParameters(pathParameters).query(query));
    }

    /// Sends a body.
    ///
    /// @param headers names and values in turn
    public Answer post(RequestStreamHandler handler, String body, String... headers) {
        return call(handler, request("POST").body(body).headers(headers));
    }

    private GatewayEvent request(String method) {
        return GatewayEvent.of(method, "/some/path", org, rights);
    }

    private static Answer call(RequestStreamHandler handler, GatewayEvent event) {
        try {
            JsonNode answer = HandlerInvocation.of(handler, event.toString());
            return new Answer(
                    answer.path("statusCode").asInt(),
                    answer.at("/headers/Content-Type").asText(),
                    answer.path("body").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
