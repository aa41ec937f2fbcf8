package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.template.HttpAnswer;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An integration of the gateway itself. The template for the request's media type returns the JSON with the
/// status. If there is no such template, `passthroughBehavior` decides.
///
/// @param requestTemplates by media type; constants, because Velocity isn't evaluated here
/// @param passthrough      `WHEN_NO_MATCH`, `WHEN_NO_TEMPLATES` or `NEVER`
/// @param status           the status of its default response
record MockIntegration(
        Map<String, String> requestTemplates,
        String passthrough,
        int status,
        Map<String, List<String>> headers,
        String body)
        implements Routes.Integration {

    private static final String JSON = "application/json";

    static MockIntegration of(JsonNode integration) {
        Map<String, String> templates = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> template :
                integration.path("requestTemplates").properties()) {
            if (template.getValue().asText().matches("(?s).*[#$].*")) {
                throw new IllegalArgumentException("The local cloud doesn't evaluate this template: " + template);
            }
            templates.put(mediaType(template.getKey()), template.getValue().asText());
        }
        JsonNode response = integration.path("responses").path("default");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.path("responseParameters")
                .properties()
                .forEach(parameter -> headers.put(
                        parameter.getKey().replace("method.response.header.", ""),
                        List.of(Routes.literal(parameter.getValue().asText()))));
        return new MockIntegration(
                templates,
                integration.path("passthroughBehavior").asText("WHEN_NO_MATCH").toUpperCase(Locale.ROOT),
                response.path("statusCode").asInt(),
                headers,
                response.path("responseTemplates").path(JSON).asText());
    }

    HttpAnswer answer(GatewayRequest request) throws GatewayFault {
        Optional<JsonNode> told = JsonTree.parse(transformed(request));
        if (told.isEmpty() || !told.get().path("statusCode").isInt()) {
            throw new GatewayFault(
                    GatewayFault.Type.API_CONFIGURATION_ERROR,
                    "the mock integration gets no statusCode, which its request template should define");
        }
        return new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns the request's body for the integration.
    private byte[] transformed(GatewayRequest request) throws GatewayFault {
        String mediaType = mediaType(request.header("Content-Type").orElse(JSON));
        String template = requestTemplates.get(mediaType);
        if (template != null) {
            return template.getBytes(StandardCharsets.UTF_8);
        }
        boolean passes = switch (passthrough) {
            case "WHEN_NO_MATCH" -> true;
            case "WHEN_NO_TEMPLATES" -> requestTemplates.isEmpty();
            case "NEVER" -> false;
            default -> throw new IllegalArgumentException("There is no passthroughBehavior " + passthrough);
        };
        if (!passes) {
            throw new GatewayFault(
                    GatewayFault.Type.UNSUPPORTED_MEDIA_TYPE, "the integration has no template for " + mediaType);
        }
        return request.body();
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
