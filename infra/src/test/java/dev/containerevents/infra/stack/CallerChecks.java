package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.repository.Repository;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What happens to a request before it reaches a function: authorization, and a browser's preflight.
record CallerChecks(Contract contract) {

    /// The operations without a key.
    private static final Set<String> PUBLIC = Set.of("GetConsole", "GetOpenApi");

    /// The media types that browsers' forms and scripts send by default.
    private static final List<String> OF_BROWSERS =
            List.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

    /// The media types of all request bodies in the contract.
    private static final Set<String> OF_THE_CONTRACT = mediaTypes();

    List<Check> all() {
        return List.of(
                new Check("asks for a key on every method but OPTIONS and what is public", this::keys),
                new Check("answers a preflight with the path's methods", this::preflights),
                new Check("answers OPTIONS whatever its media type, and never by a 500", this::templates));
    }

    private static Set<String> mediaTypes() {
        try {
            String yaml = Files.readString(Repository.root().resolve("functions/src/main/resources/openapi.yaml"));
            JsonNode document =
                    new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
            Set<String> types = new TreeSet<>();
            document.findValues("requestBody")
                    .forEach(body -> body.path("content").fieldNames().forEachRemaining(types::add));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keys(StackTemplate template, Findings findings) {
        contract.operations().stream()
                .filter(Operation::isPublic)
                .forEach(operation ->
                        findings.unless(PUBLIC.contains(operation.id()), operation.id() + " should not be public"));
        Map<Route, String> security = new HashMap<>();
        contract.operations()
                .forEach(operation -> operation.routes().forEach(route -> security.put(route, security(operation))));
        RouteChecks.methods(
                template,
                (route, method) -> findings.equal(
                        route + " security", security.getOrDefault(route, "none: unknown"), method.path("security")));
        template.api()
                .path("paths")
                .properties()
                .forEach(path -> findings.unless(
                        !path.getValue().path("options").has("security"),
                        path.getKey() + " asks for a key on OPTIONS"));
        JsonNode schemes = template.api().path("components").path("securitySchemes");
        schemes.properties().stream()
                .filter(each -> !Set.of("key", "api_key").contains(each.getKey()))
                .forEach(each -> keyOr403(template, findings, each.getKey(), each.getValue()));
        JsonNode scheme = schemes.path("key");
        findings.equal("the key's header", "Authorization", scheme.path("name"));
        findings.equal("the key's place", "header", scheme.path("in"));
        JsonNode authorizer = scheme.path("x-amazon-apigateway-authorizer");
        findings.equal("the authorizer", "token", authorizer.path("type"));
        findings.equal(
                "the authorizer's function", RouteChecks.uri(template, "Authorizer"), authorizer.path("authorizerUri"));
        findings.equal("the authorizer's cache", 60, authorizer.path("authorizerResultTtlInSeconds"));
        String pattern = authorizer.path("identityValidationExpression").asText();
        for (String key : List.of("Bearer ce_a_1", "BEARER ce_a_1", "tOkEn ce_a_1", "bearer TOKEN ce_a_1")) {
            findings.unless(key.matches(pattern), "'" + key + "' does not reach the authorizer");
        }
        for (String garbage : List.of("", "ce_a_1", "Basic ce_a_1", "Bearer x", "Bearer ce_a_1 ", "Bearer ce_a_1'")) {
            findings.unless(!garbage.matches(pattern), "'" + garbage + "' costs a call of the authorizer");
        }
    }

    /// One of the two authorizers, and that the request is counted; nothing for public operations.
    private static String security(Operation operation) {
        if (PUBLIC.contains(operation.id())) {
            return "";
        }
        String authorizer = operation.authorizers().equals(List.of("keyOr403")) ? "keyOr403" : "key";
        return "[{\"" + authorizer + "\":[]},{\"api_key\":[]}]";
    }

    /// Invoked for every request, whatever it contains, so that the gateway itself never answers 401.
    private static void keyOr403(StackTemplate template, Findings findings, String name, JsonNode scheme) {
        findings.equal("the other scheme", "keyOr403", new TextNode(name));
        JsonNode authorizer = scheme.path("x-amazon-apigateway-authorizer");
        findings.equal("the other authorizer", "request", authorizer.path("type"));
        findings.equal(
                "the other authorizer's function",
                RouteChecks.uri(template, "Authorizer"),
                authorizer.path("authorizerUri"));
        findings.equal("the other authorizer's cache", 0, authorizer.path("authorizerResultTtlInSeconds"));
        findings.unless(!authorizer.has("identitySource"), "the other authorizer wants a header");
    }

    /// A mock takes its status from the template for the request's media type. A binary body has none.
    private void templates(StackTemplate template, Findings findings) {
        Set<String> types = new TreeSet<>(OF_THE_CONTRACT);
        template.api().path("x-amazon-apigateway-binary-media-types").forEach(binary -> types.remove(binary.asText()));
        types.addAll(OF_BROWSERS);
        template.api().path("paths").properties().forEach(path -> {
            JsonNode integration = path.getValue().path("options").path(RouteChecks.INTEGRATION);
            for (String type : types) {
                findings.equal(
                        path.getKey() + " OPTIONS of " + type,
                        "{\"statusCode\":204}",
                        integration.path("requestTemplates").path(type));
            }
            findings.equal(path.getKey() + " OPTIONS of others", "never", integration.path("passthroughBehavior"));
        });
    }

    private void preflights(StackTemplate template, Findings findings) {
        template.api().path("paths").properties().forEach(path -> {
            JsonNode integration = path.getValue().path("options").path(RouteChecks.INTEGRATION);
            findings.equal(path.getKey() + " OPTIONS", "mock", integration.path("type"));
            JsonNode answer = integration.path("responses").path("default");
            findings.equal(path.getKey() + " OPTIONS answers", "204", answer.path("statusCode"));
            TreeSet<String> methods = new TreeSet<>(Set.of("OPTIONS"));
            path.getValue()
                    .propertyStream()
                    .map(Map.Entry::getKey)
                    .filter(name -> !RouteChecks.PATH_MEMBERS.contains(name))
                    .forEach(name -> methods.add(name.toUpperCase(Locale.ROOT)));
            Map.of(
                            "Origin", "*",
                            "Headers", "*,Authorization,Content-Type,Idempotency-Key",
                            "Methods", String.join(",", methods))
                    .forEach((what, value) -> findings.equal(
                            path.getKey() + " allows " + what,
                            "'" + value + "'",
                            answer.path("responseParameters")
                                    .path("method.response.header.Access-Control-Allow-" + what)));
            findings.equal(
                    path.getKey() + " allows web hooks",
                    methods.contains("POST") ? "'*'" : "",
                    answer.path("responseParameters").path("method.response.header.WebHook-Allowed-Origin"));
            JsonNode declared = path.getValue()
                    .path("options")
                    .path("responses")
                    .path("204")
                    .path("headers");
            answer.path("responseParameters")
                    .propertyStream()
                    .forEach(header -> findings.unless(
                            declared.has(header.getKey().replace("method.response.header.", "")),
                            path.getKey() + " does not declare " + header.getKey()));
        });
    }
}
