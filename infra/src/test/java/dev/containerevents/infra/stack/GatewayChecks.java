package dev.containerevents.infra.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.http.Cors;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The gateway's own responses and settings.
record GatewayChecks() {

    private static final List<String> PROBLEM = List.of("type", "title", "status", "detail", "message", "request_id");

    /// Where clients rely on the status.
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("UNAUTHORIZED", 401),
            Map.entry("ACCESS_DENIED", 403),
            Map.entry("MISSING_AUTHENTICATION_TOKEN", 404),
            Map.entry("REQUEST_TOO_LARGE", 413),
            Map.entry("UNSUPPORTED_MEDIA_TYPE", 415),
            Map.entry("INVALID_API_KEY", 503),
            Map.entry("THROTTLED", 429),
            Map.entry("QUOTA_EXCEEDED", 429),
            Map.entry("AUTHORIZER_FAILURE", 503),
            Map.entry("AUTHORIZER_CONFIGURATION_ERROR", 503),
            Map.entry("INTEGRATION_FAILURE", 503),
            Map.entry("INTEGRATION_TIMEOUT", 504),
            Map.entry("DEFAULT_4XX", 400),
            Map.entry("DEFAULT_5XX", 503));

    /// Values that could be personal data.
    static final List<String> PERSONAL =
            List.of("sourceIp", "userAgent", "context.path", "principalId", "queryString", "caller", "identity");

    List<Check> all() {
        return List.of(
                new Check("answers in the gateway's name with the one problem shape", this::problems),
                new Check("shows every answer of the gateway to pages of any origin", this::crossOrigin),
                new Check("says how to go on after 401, 413, 415, 429, 503 and 504", this::hints),
                new Check("lets nobody keep an answer of the gateway", this::notStored),
                new Check("logs each access as JSON without personal data", this::accessLog),
                new Check("throttles, traces, compresses, and keeps binary bodies", this::stage));
    }

    private void problems(StackTemplate template, Findings findings) {
        STATUSES.forEach((type, status) ->
                findings.equal(type, status, answers(template).path(type).path("statusCode")));
        answers(template).properties().forEach(answer -> {
            String text = answer.getValue()
                    .path("responseTemplates")
                    .path("application/json")
                    .asText();
            JsonNode problem = json(text);
            boolean tooMany = answer.getValue().path("statusCode").asInt() == 429;
            findings.same(
                    answer.getKey() + "'s members",
                    tooMany
                            ? Stream.concat(PROBLEM.stream(), Stream.of("limit"))
                                    .toList()
                            : PROBLEM,
                    problem.propertyStream().map(Map.Entry::getKey).toList());
            findings.equal(answer.getKey() + "'s limit", tooMany ? "requests" : "", problem.path("limit"));
            findings.equal(
                    answer.getKey() + "'s message", problem.path("detail").asText(), problem.path("message"));
            findings.equal(
                    answer.getKey() + "'s status",
                    answer.getValue().path("statusCode").asText(),
                    problem.path("status"));
            findings.equal(answer.getKey() + "'s request_id", "$context.requestId", problem.path("request_id"));
            findings.unless(
                    text.indexOf('$') == text.lastIndexOf('$'),
                    answer.getKey() + " puts more than the request's id into JSON, unescaped");
        });
    }

    private void crossOrigin(StackTemplate template, Findings findings) {
        answers(template).properties().forEach(answer -> {
            JsonNode headers = answer.getValue().path("responseParameters");
            findings.equal(
                    answer.getKey() + "'s origin",
                    "'*'",
                    headers.path("gatewayresponse.header.Access-Control-Allow-Origin"));
            findings.equal(
                    answer.getKey() + "'s exposed headers",
                    "'" + String.join(",", Cors.EXPOSED_HEADERS) + "'",
                    headers.path("gatewayresponse.header.Access-Control-Expose-Headers"));
        });
    }

    private void hints(StackTemplate template, Findings findings) {
        answers(template).properties().forEach(answer -> {
            String header = switch (answer.getValue().path("statusCode").asInt()) {
                case 401 -> "WWW-Authenticate";
                case 415 -> "Accept-Encoding";
                case 429, 503, 504 -> "Retry-After";
                default -> "Access-Control-Allow-Origin";
            };
            findings.unless(
                    answer.getValue().path("responseParameters").has("gatewayresponse.header." + header),
                    answer.getKey() + " has no " + header);
        });
        String tooLarge = answers(template)
                .path("REQUEST_TOO_LARGE")
                .path("responseTemplates")
                .path("application/json")
                .asText();
        findings.unless(tooLarge.contains("6 MB") && tooLarge.contains("3 MB"), "413 names no limit: " + tooLarge);
    }

    private void notStored(StackTemplate template, Findings findings) {
        answers(template)
                .properties()
                .forEach(answer -> findings.equal(
                        answer.getKey() + "'s Cache-Control",
                        "'no-store'",
                        answer.getValue().path("responseParameters").path("gatewayresponse.header.Cache-Control")));
    }

    private void accessLog(StackTemplate template, Findings findings) {
        JsonNode setting = template.only("AWS::ApiGateway::Stage").path("AccessLogSetting");
        String format = setting.path("Format").asText();
        findings.unless(json(format).isObject(), "the access log's line is no JSON: " + format);
        for (String needed : List.of("requestId", "resourcePath", "status", "integrationLatency", "authorizer.org")) {
            findings.unless(format.contains("$context." + needed), "the access log lacks " + needed);
        }
        for (String part : PERSONAL) {
            findings.unless(!format.contains(part), "the access log tells " + part);
        }
        findings.unless(
                template.resources("AWS::Logs::LogGroup")
                        .containsKey(StackTemplate.name(StackTemplate.text(setting.path("DestinationArn")))),
                "the access log goes nowhere");
    }

    private void stage(StackTemplate template, Findings findings) {
        JsonNode stage = template.only("AWS::ApiGateway::Stage");
        findings.equal("the stage", "v1", stage.path("StageName"));
        findings.equal("TracingEnabled", true, stage.path("TracingEnabled"));
        JsonNode settings = stage.path("MethodSettings").path(0);
        findings.unless(settings.path("ThrottlingRateLimit").asInt() > 0, "no rate limit");
        findings.unless(settings.path("ThrottlingBurstLimit").asInt() > 0, "no burst limit");
        findings.equal("DataTraceEnabled", false, settings.path("DataTraceEnabled"));
        findings.equal("compression", 1, template.api().path("x-amazon-apigateway-minimum-compression-size"));
        findings.equal(
                "binary media types",
                "[\"application/x-protobuf\"]",
                template.api().path("x-amazon-apigateway-binary-media-types"));
        findings.equal(
                "the endpoint",
                "[\"REGIONAL\"]",
                template.only("AWS::ApiGateway::RestApi")
                        .path("EndpointConfiguration")
                        .path("Types"));
    }

    private static JsonNode answers(StackTemplate template) {
        return template.api().path("x-amazon-apigateway-gateway-responses");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException _) {
            return new ObjectMapper().missingNode();
        }
    }
}
