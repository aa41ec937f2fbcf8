package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The API for web hooks, whose URLs have keys.
record HookChecks(Contract contract) {

    List<Check> all() {
        return List.of(
                new Check("serves the intake to web hooks, and nothing else", this::routes),
                new Check("asks web hooks for a key in the query", this::keys),
                new Check("writes no URL of a web hook into a log or a trace", this::logs));
    }

    private static JsonNode document(StackTemplate template) {
        return template.ofHooks("AWS::ApiGateway::RestApi").path("Body");
    }

    private void routes(StackTemplate template, Findings findings) {
        Map<Route, String> expected = new HashMap<>();
        contract.operations().stream()
                .filter(operation -> operation.id().equals("IngestLogs"))
                .forEach(operation -> operation.routes().forEach(route -> {
                    String uri = RouteChecks.uri(template, operation.id());
                    expected.put(route, uri);
                    expected.put(new Route("GET", route.path()), uri);
                }));
        Map<Route, String> actual = new HashMap<>();
        document(template)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> !RouteChecks.PATH_MEMBERS.contains(member.getKey()))
                        .forEach(member -> actual.put(
                                new Route(member.getKey().toUpperCase(Locale.ROOT), path.getKey()),
                                StackTemplate.text(member.getValue()
                                        .path(RouteChecks.INTEGRATION)
                                        .path("uri")))));
        findings.same("the routes of web hooks", expected.entrySet(), actual.entrySet());
    }

    private void keys(StackTemplate template, Findings findings) {
        document(template)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> !RouteChecks.PATH_MEMBERS.contains(member.getKey()))
                        .forEach(member -> findings.equal(
                                path.getKey() + " " + member.getKey() + " of web hooks",
                                "[{\"keyInQuery\":[]},{\"api_key\":[]}]",
                                member.getValue().path("security"))));
        findings.equal(
                "the source of the usage keys of web hooks",
                "AUTHORIZER",
                document(template).path("x-amazon-apigateway-api-key-source"));
        contract.operations().stream().filter(Operation::isForHooks).forEach(_ -> {
            JsonNode scheme = document(template)
                    .path("components")
                    .path("securitySchemes")
                    .path("keyInQuery");
            JsonNode authorizer = scheme.path("x-amazon-apigateway-authorizer");
            findings.equal("the key's place", "query", scheme.path("in"));
            findings.equal("the authorizer of web hooks", "request", authorizer.path("type"));
            findings.equal("its source", "method.request.querystring.key", authorizer.path("identitySource"));
            findings.equal("its cache", 60, authorizer.path("authorizerResultTtlInSeconds"));
            findings.equal("its function", RouteChecks.uri(template, "Authorizer"), authorizer.path("authorizerUri"));
        });
    }

    private void logs(StackTemplate template, Findings findings) {
        JsonNode stage = template.ofHooks("AWS::ApiGateway::Stage");
        findings.equal("the stage of web hooks", "hooks", stage.path("StageName"));
        findings.equal("its tracing", false, stage.path("TracingEnabled"));
        String format = stage.path("AccessLogSetting").path("Format").asText();
        findings.unless(format.contains("$context.resourcePath"), "the access log of web hooks lacks the route");
        for (String part : GatewayChecks.PERSONAL) {
            findings.unless(!format.contains(part), "the access log of web hooks tells " + part);
        }
        for (JsonNode settings : stage.path("MethodSettings")) {
            findings.equal("DataTraceEnabled of web hooks", false, settings.path("DataTraceEnabled"));
            findings.unless(!settings.has("LoggingLevel"), "web hooks have an execution log");
        }
    }
}
