package dev.containerevents.compat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.Invocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
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
        return call(handler, "GET", pathParameters, query, "");
    }

    /// Sends a body.
    ///
    /// @param headers names and values in turn
    public Answer post(RequestStreamHandler handler, String body, String... headers) {
        return call(handler, "POST", Map.of(), Map.of(), body, headers);
    }

    private Answer call(
            RequestStreamHandler handler,
            String method,
            Map<String, String> pathParameters,
            Map<String, String> query,
            String body,
            String... headers) {
        ObjectNode event = MAPPER.createObjectNode();
        event.put("httpMethod", method).put("path", "/some/path").put("body", body);
        event.putObject("requestContext")
                .put("path", "/v1/some/path")
                .put("requestId", "r-1")
                .set("authorizer", MAPPER.valueToTree(new Caller(org, rights).context()));
        ObjectNode path = event.putObject("pathParameters");
        pathParameters.forEach((name, value) -> path.put(name, Invocation.encoded(value)));
        ObjectNode parameters = event.putObject("multiValueQueryStringParameters");
        query.forEach((name, value) -> parameters.putArray(name).add(value));
        ObjectNode sent = event.putObject("multiValueHeaders");
        sent.putArray("Host").add("api.example.com");
        for (int i = 0; i < headers.length; i += 2) {
            sent.withArray(headers[i]).add(headers[i + 1]);
        }
        try {
            JsonNode answer = Invocation.of(handler, event.toString());
            return new Answer(
                    answer.path("statusCode").asInt(),
                    answer.at("/headers/Content-Type").asText(),
                    answer.path("body").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
