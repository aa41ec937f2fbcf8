package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.containerevents.infra.local.template.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The gateway's own responses, with the API's changes.
final class GatewayResponses {

    private static final Pattern VARIABLE = Pattern.compile("\\$(context(?:\\.\\w+)+)|\\$\\{(context(?:\\.\\w+)+)}");
    private static final String DEFAULT_TEMPLATE = "{\"message\":$context.error.messageString}";

    private final JsonNode responses;

    GatewayResponses(JsonNode body) {
        responses = body.path("x-amazon-apigateway-gateway-responses");
    }

    /// @param context the request's context so far
    HttpAnswer answer(GatewayFault fault, GatewayRequest request, ObjectNode context) {
        GatewayFault.Type type = fault.type();
        JsonNode response = Optional.ofNullable(responses.get(type.name()))
                .orElseGet(() -> responses.path(type.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"));
        ObjectNode variables = context.deepCopy();
        if (!fault.authorizer().isEmpty()) {
            variables.set("authorizer", fault.authorizer());
        }
        variables
                .putObject("error")
                .put("message", type.message)
                .put("messageString", TextNode.valueOf(type.message).toString())
                .put("responseType", type.name());

        Map.Entry<String, String> template = response.path("responseTemplates").properties().stream()
                .findFirst()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().asText()))
                .orElse(Map.entry("application/json", DEFAULT_TEMPLATE));
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Content-Type", List.of(template.getKey()));
        headers.put("x-amzn-ErrorType", List.of(type.name()));
        response.path("responseParameters")
                .properties()
                .forEach(parameter -> headers.put(
                        parameter.getKey().replace("gatewayresponse.header.", ""),
                        List.of(value(parameter.getValue().asText(), request, variables))));
        return new HttpAnswer(
                response.path("statusCode").asInt(type.status),
                headers,
                VARIABLE.matcher(template.getValue())
                        .replaceAll(found -> Matcher.quoteReplacement(
                                lookUp(found.group(1) == null ? found.group(2) : found.group(1), variables)))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String value(String expression, GatewayRequest request, ObjectNode variables) {
        if (expression.startsWith("context.")) {
            return lookUp(expression, variables);
        }
        if (expression.startsWith("method.request.header.")) {
            return request.header(expression.substring("method.request.header.".length()))
                    .orElse("");
        }
        return Routes.literal(expression);
    }

    private static String lookUp(String path, ObjectNode variables) {
        return variables
                .at(path.substring("context".length()).replace('.', '/'))
                .asText("");
    }
}
