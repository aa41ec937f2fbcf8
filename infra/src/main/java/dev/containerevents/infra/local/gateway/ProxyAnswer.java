package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.template.HttpAnswer;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads a function's response to the gateway.
final class ProxyAnswer {

    private static final Set<String> MEMBERS =
            Set.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");

    /// The gateway reserves these names.
    private static final Set<String> REMAPPED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        REMAPPED.addAll(
                Set.of("Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Host", "Server"));
        REMAPPED.addAll(Set.of("User-Agent", "WWW-Authenticate"));
    }

    private ProxyAnswer() {}

    static HttpAnswer read(byte[] payload) throws GatewayFault {
        JsonNode answer = JsonTree.parse(payload).orElseThrow(() -> malformed("it is not JSON"));
        if (!answer.isObject()) {
            throw malformed("it is not an object");
        }
        for (Map.Entry<String, JsonNode> member : answer.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw malformed("it has a member " + member.getKey());
            }
        }
        int status = answer.path("statusCode").asInt();
        if (status < 100 || status > 599) {
            throw malformed("statusCode is " + answer.path("statusCode"));
        }
        JsonNode body = answer.path("body");
        if (!body.isTextual() && !body.isNull() && !body.isMissingNode()) {
            throw malformed("body is not a string");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String member : List.of("headers", "multiValueHeaders")) {
            for (Map.Entry<String, JsonNode> header : answer.path(member).properties()) {
                boolean many = member.equals("multiValueHeaders");
                if (many != header.getValue().isArray() || header.getValue().isObject()) {
                    throw malformed(member + "." + header.getKey() + " is " + header.getValue());
                }
                headers.put(mapped(header.getKey()), JsonTree.texts(header.getValue()));
            }
        }
        if (headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.put("Content-Type", List.of("application/json"));
        }
        // The gateway decodes Base64 only for clients that accept a binary media type; no function sends any.
        return new HttpAnswer(status, headers, body.asText("").getBytes(StandardCharsets.UTF_8));
    }

    private static String mapped(String name) {
        return REMAPPED.contains(name) ? "x-amzn-Remapped-" + name : name;
    }

    private static GatewayFault malformed(String why) {
        return new GatewayFault(
                GatewayFault.Type.DEFAULT_5XX, "the function's response is not one of a proxy integration: " + why);
    }
}
