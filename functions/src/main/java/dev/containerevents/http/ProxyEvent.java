package dev.containerevents.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads a [Request] from the stream, looking only at the members that we need: the proxy event of API Gateway has
/// some sixty.
final class ProxyEvent {

    private final JsonParser json;

    private String requestId = "";
    private String method = "";
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

    /// Empty if this is no request of a client: then it is the schedule's call that keeps the function's snapshot
    /// alive.
    static Optional<Request> read(InputStream in) throws IOException {
        try (JsonParser json = Json.PLAIN.createParser(in)) {
            return new ProxyEvent(json).read();
        }
    }

    private Optional<Request> read() throws IOException {
        json.nextToken();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "httpMethod" -> method = text();
                case "path" -> path = text();
                case "pathParameters" -> pathParameters = texts(new HashMap<>());
                case "multiValueHeaders" -> headers = lists(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
                case "multiValueQueryStringParameters" -> query = lists(new LinkedHashMap<>());
                case "requestContext" -> readContext();
                case "body" -> body = text();
                case "isBase64Encoded" -> base64 = json.currentToken() == JsonToken.VALUE_TRUE;
                default -> json.skipChildren();
            }
        }
        return method.isEmpty() ? Optional.empty() : Optional.of(request());
    }

    private void readContext() throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "requestId" -> requestId = text();
                case "path" -> outerPath = text();
                case "authorizer" -> authorizer = texts(new HashMap<>());
                default -> json.skipChildren();
            }
        }
    }

    private Request request() {
        String basePath = outerPath.endsWith(path) ? outerPath.substring(0, outerPath.length() - path.length()) : "";
        String text = base64 ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8) : body;
        return new Request(requestId, method, path, basePath, pathParameters, headers, query, authorizer, text);
    }

    /// The value as text; nothing for null.
    private String text() throws IOException {
        String text = json.getValueAsString();
        json.skipChildren();
        return text == null ? "" : text;
    }

    private Map<String, String> texts(Map<String, String> texts) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return Map.of();
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            texts.put(name, text());
        }
        return texts;
    }

    private Map<String, List<String>> lists(Map<String, List<String>> lists) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return Map.of();
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            List<String> list = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(text());
            }
            lists.put(name, list);
        }
        return lists;
    }
}
