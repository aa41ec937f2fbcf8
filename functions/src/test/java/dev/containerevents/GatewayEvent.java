package dev.containerevents;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A request as API Gateway passes it on to a function, with the authorizer's context of a key. Not thread-safe.
public final class GatewayEvent {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode event = MAPPER.createObjectNode();

    private GatewayEvent(String method, String path, Caller caller) {
        event.put("httpMethod", method).put("path", path);
        event.putObject("requestContext")
                .put("path", "/v1" + path)
                .put("requestId", "r-1")
                .set("authorizer", MAPPER.valueToTree(caller.context()));
        event.putObject("pathParameters");
        event.putObject("multiValueQueryStringParameters");
        event.putObject("multiValueHeaders").putArray("Host").add("api.example.com");
    }

    /// A request with a key of that organisation that may do everything.
    ///
    /// @param path as the client sends it, without the stage
    public static GatewayEvent of(String method, String path, Org org) {
        return of(method, path, org, EnumSet.allOf(Permission.class));
    }

    /// A request with a key that has these rights only.
    public static GatewayEvent of(String method, String path, Org org, Set<Permission> rights) {
        return of(method, path, new Caller(org, rights));
    }

    /// A request of any caller.
    public static GatewayEvent of(String method, String path, Caller caller) {
        return new GatewayEvent(method, path, caller);
    }

    /// Adds path parameters, percent-encoded as clients send them.
    public GatewayEvent pathParameters(Map<String, String> values) {
        values.forEach((name, value) ->
                event.withObjectProperty("pathParameters").put(name, HandlerInvocation.encoded(value)));
        return this;
    }

    public GatewayEvent query(Map<String, String> parameters) {
        parameters.forEach((name, value) -> query(name, List.of(value)));
        return this;
    }

    /// Adds a parameter that may be repeated.
    public GatewayEvent query(String name, List<String> values) {
        ObjectNode parameters = event.withObjectProperty("multiValueQueryStringParameters");
        values.forEach(parameters.withArrayProperty(name)::add);
        return this;
    }

    /// Adds headers.
    ///
    /// @param namesAndValues in turn
    public GatewayEvent headers(String... namesAndValues) {
        ObjectNode headers = event.withObjectProperty("multiValueHeaders");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.withArrayProperty(namesAndValues[i]).add(namesAndValues[i + 1]);
        }
        return this;
    }

    public GatewayEvent body(String text) {
        event.put("body", text).put("isBase64Encoded", false);
        return this;
    }

    /// Adds a body of a binary media type, which the gateway passes on as Base64.
    public GatewayEvent body(byte[] bytes) {
        event.put("body", Base64.getEncoder().encodeToString(bytes)).put("isBase64Encoded", true);
        return this;
    }

    /// The event as JSON.
    @Override
    public String toString() {
        return event.toString();
    }
}
