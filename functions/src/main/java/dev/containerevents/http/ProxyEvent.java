package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads a [Request] from the proxy event of a REST API. It has some sixty members, of which we read only those
/// that we need.
final class ProxyEvent {

    private final JsonParser json;

    private String requestId = "";
    private String method = "";
    private String resource = "";
    private String path = "";
    private String outerPath = "";
    private Map<String, String> pathParameters = Map.of();
    private Map<String, List<String>> headers = Map.of();
    private Map<String, List<String>> query = Map.of();
    private Map<String, String> authorizer = Map.of();
    private String body = "";
    private boolean base64;

    private ProxyEvent(JsonParser json) {
        this.json = json;
    }

    /// Reads an event.
    ///
    /// @throws IllegalArgumentException if it has another shape, such as that of an HTTP API (payload 2.0), or
    /// ends early
    static Request read(byte[] event) {
        try (JsonParser json = Json.PLAIN.createParser(event)) {
            return new ProxyEvent(json).read();
        } catch (IOException e) {
            // Without the cause, whose message may contain a part of the request.
            throw unknown("it is not valid JSON");
        }
    }

    private static IllegalArgumentException unknown(String why) {
        return new IllegalArgumentException("not a proxy event of a REST API: " + why);
    }

    private Request read() throws IOException {
        json.nextToken();
        require(JsonToken.START_OBJECT, "it isn't an object");
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "httpMethod" -> method = text(name);
                case "resource" -> resource = text(name);
                case "path" -> path = text(name);
                case "pathParameters" -> pathParameters = texts(name, new HashMap<>());
                case "multiValueHeaders" -> headers = lists(name, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
                case "multiValueQueryStringParameters" -> query = lists(name, new LinkedHashMap<>());
                case "requestContext" -> readContext();
                case "body" -> body = text(name);
                case "isBase64Encoded" -> base64 = json.currentToken() == JsonToken.VALUE_TRUE;
                default -> json.skipChildren();
            }
        }
        require(JsonToken.END_OBJECT, "it ends early");
        if (method.isEmpty() || path.isEmpty() || requestId.isEmpty()) {
            throw unknown("httpMethod, path or requestContext.requestId is missing");
        }
        return request();
    }

    private void require(JsonToken token, String otherwise) {
        if (json.currentToken() != token) {
            throw unknown(otherwise);
        }
    }

    private void readContext() throws IOException {
        require(JsonToken.START_OBJECT, "requestContext isn't an object");
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "requestId" -> requestId = text(name);
                case "path" -> outerPath = text(name);
                case "authorizer" -> authorizer = texts(name, new HashMap<>());
                default -> json.skipChildren();
            }
        }
    }

    private Request request() {
        String template = resource.isEmpty() ? path : resource;
        return new Request(
                requestId,
                method,
                template,
                outerPath,
                decoded(pathParameters),
                headers,
                query,
                authorizer,
                body,
                base64);
    }

    /// The gateway passes on path parameters as they were sent. A parameter with a broken encoding is left out.
    private static Map<String, String> decoded(Map<String, String> parameters) {
        Map<String, String> decoded = new HashMap<>();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String text = PercentEncoding.decode(parameter.getValue());
            if (text != null) {
                decoded.put(parameter.getKey(), text);
            }
        }
        return decoded;
    }

    /// Returns the value as text, empty for null.
    private String text(String name) throws IOException {
        if (!json.currentToken().isScalarValue()) {
            throw unknown(name + " isn't a text");
        }
        String text = json.getValueAsString();
        return text == null ? "" : text;
    }

    private Map<String, String> texts(String member, Map<String, String> texts) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        require(JsonToken.START_OBJECT, member + " isn't an object");
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            texts.put(name, text(member));
        }
        return texts;
    }

    private Map<String, List<String>> lists(String member, Map<String, List<String>> lists) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        require(JsonToken.START_OBJECT, member + " isn't an object");
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            require(JsonToken.START_ARRAY, member + " has a value that isn't a list");
            List<String> list = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(text(member));
            }
            lists.put(name, list);
        }
        return lists;
    }
}
