package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A REST API of the template, which turns requests into events.
///
/// @param base what its paths begin with: nothing, or the stage after a slash
/// @param body its OpenAPI document
/// @param compressFrom the size from which responses are compressed and requests decoded
/// @param binaryTypes the media types whose bodies are passed on as Base64, in lower case and without wildcards
record Api(
        String id, String stage, String base, JsonNode body, Optional<Integer> compressFrom, Set<String> binaryTypes) {

    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// Returns the template's APIs. The first is served at the root, as with a custom domain, each other below its
    /// stage.
    static List<Api> of(Template template) {
        List<Api> apis = new ArrayList<>();
        for (Template.Resource api : template.resources("AWS::ApiGateway::RestApi")) {
            apis.add(of(template, api, apis.isEmpty()));
        }
        return apis;
    }

    private static Api of(Template template, Template.Resource api, boolean isAtRoot) {
        JsonNode body = api.properties().path("Body");
        JsonNode compressFrom = api.properties().has("MinimumCompressionSize")
                ? api.properties().path("MinimumCompressionSize")
                : body.path("x-amazon-apigateway-minimum-compression-size");
        String stage = template.resources("AWS::ApiGateway::Stage").stream()
                .filter(resource ->
                        resource.properties().path("RestApiId").asText(api.id()).equals(api.id()))
                .map(resource -> resource.properties().path("StageName").asText())
                .findFirst()
                .orElse("local");
        return new Api(
                api.id(),
                stage,
                isAtRoot ? "" : "/" + stage,
                body,
                compressFrom.isMissingNode() ? Optional.empty() : Optional.of(compressFrom.asInt()),
                binaryTypes(body.path("x-amazon-apigateway-binary-media-types")));
    }

    private static Set<String> binaryTypes(JsonNode types) {
        Set<String> names = new HashSet<>();
        for (JsonNode type : types) {
            if (type.asText().contains("*")) {
                throw new IllegalArgumentException("The local cloud doesn't match this media type: " + type);
            }
            names.add(type.asText().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /// @param path without the stage: a resource's, or a request's
    String arn(String method, String path) {
        return Arn.of("execute-api", id + "/" + stage + "/" + method + path);
    }

    /// Returns the whole event of a proxy integration.
    ObjectNode proxyEvent(GatewayRequest request, Routes.Match match, ObjectNode context) {
        ObjectNode event = JsonTree.object()
                .put("resource", match.route().resource())
                .put("path", request.path())
                .put("httpMethod", request.method());
        putMaps(event, "headers", "multiValueHeaders", request.headers());
        putMaps(event, "queryStringParameters", "multiValueQueryStringParameters", request.query());
        event.set(
                "pathParameters",
                match.parameters().isEmpty() ? null : JsonTree.MAPPER.valueToTree(match.parameters()));
        event.putNull("stageVariables");
        event.set("requestContext", context);
        boolean binary = request.body().length > 0 && isBinary(request);
        String text = binary
                ? Base64.getEncoder().encodeToString(request.body())
                : new String(request.body(), StandardCharsets.UTF_8);
        return event.put("body", text.isEmpty() ? null : text).put("isBase64Encoded", binary);
    }

    private boolean isBinary(GatewayRequest request) {
        return request.header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(binaryTypes::contains)
                .isPresent();
    }

    ObjectNode context(GatewayRequest request) {
        String domain = request.header("Host").orElse("127.0.0.1");
        ObjectNode context = JsonTree.object()
                .put("accountId", Arn.ACCOUNT)
                .put("apiId", id)
                .put("stage", stage)
                // With the port, which AWS never has, so that links built from it work locally.
                .put("domainName", domain)
                .put("domainPrefix", domain.split("[.:]", 2)[0])
                .put("requestId", request.id())
                .put("extendedRequestId", request.id().replace("-", "").substring(0, 15) + "=")
                .put("protocol", "HTTP/1.1")
                .put("httpMethod", request.method())
                .put("path", base + request.path())
                .put("requestTime", REQUEST_TIME.format(request.time()))
                .put("requestTimeEpoch", request.time().toEpochMilli());
        context.putObject("identity")
                .put("sourceIp", request.sourceIp())
                .put("userAgent", request.header("User-Agent").orElse(null));
        return context;
    }

    private static void putMaps(ObjectNode event, String single, String multiple, Map<String, List<String>> values) {
        if (values.isEmpty()) {
            event.putNull(single).putNull(multiple);
            return;
        }
        ObjectNode last = event.putObject(single);
        values.forEach((name, all) -> last.put(name, all.getLast()));
        event.set(multiple, JsonTree.MAPPER.valueToTree(values));
    }
}
