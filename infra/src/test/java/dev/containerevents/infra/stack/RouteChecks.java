package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// From the gateway's routes to the functions.
record RouteChecks(Contract contract) {

    static final Set<String> PATH_MEMBERS = Set.of("parameters", "options");
    private static final Set<String> METHOD_MEMBERS =
            Set.of("security", "responses", "x-amazon-apigateway-integration");
    static final String INTEGRATION = "x-amazon-apigateway-integration";

    /// The maximum time that the gateway waits for a function.
    static final int MOST_MILLIS = 29_000;

    /// Which functions may be invoked, and for which requests.
    private record Permission(String alias, String source) {}

    List<Check> all() {
        return List.of(
                new Check("routes what the contract does, to the alias of that function", this::integrations),
                new Check("permits the gateway exactly these calls", this::permissions),
                new Check("lets the gateway validate nothing", this::nothingValidated),
                new Check("declares each path's parameters at the path", this::parameters),
                new Check("declares answers by their status", this::responses));
    }

    private void integrations(StackTemplate template, Findings findings) {
        Map<Route, String> expected = new HashMap<>();
        contract.operations()
                .forEach(operation ->
                        operation.routes().forEach(route -> expected.put(route, uri(template, operation.id()))));
        Map<Route, String> actual = new HashMap<>();
        methods(template, (route, method) -> {
            JsonNode integration = method.path(INTEGRATION);
            actual.put(route, StackTemplate.text(integration.path("uri")));
            findings.equal(route + " type", "aws_proxy", integration.path("type"));
            findings.equal(route + " httpMethod", "POST", integration.path("httpMethod"));
            findings.equal(route + " timeout", MOST_MILLIS, integration.path("timeoutInMillis"));
        });
        findings.same("the routes", expected.entrySet(), actual.entrySet());
    }

    private void permissions(StackTemplate template, Findings findings) {
        List<String> apis = template.resources("AWS::ApiGateway::RestApi").keySet().stream()
                .map(api -> "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + api + "}/")
                .toList();
        String arn = apis.getFirst();
        String hooks = apis.getLast();
        Set<Permission> expected = new HashSet<>();
        contract.operations().stream()
                .filter(Operation::isForHooks)
                .forEach(operation -> operation
                        .routes()
                        .forEach(route -> expected.add(new Permission(
                                alias(template, operation.id()),
                                hooks + "hooks/*" + route.path().replaceAll("\\{[^}]*}", "*")))));
        expected.add(new Permission(alias(template, "Authorizer"), hooks + "authorizers/*"));
        contract.operations()
                .forEach(operation -> operation
                        .routes()
                        .forEach(route -> expected.add(new Permission(
                                alias(template, operation.id()),
                                arn + "v1/*" + route.path().replaceAll("\\{[^}]*}", "*")))));
        expected.add(new Permission(alias(template, "Authorizer"), arn + "authorizers/*"));
        List<Permission> actual = new ArrayList<>();
        template.properties("AWS::Lambda::Permission").forEach((id, permission) -> {
            actual.add(new Permission(
                    StackTemplate.text(permission.path("FunctionName")),
                    StackTemplate.text(permission.path("SourceArn"))));
            findings.equal(id + " Principal", "apigateway.amazonaws.com", permission.path("Principal"));
            findings.equal(id + " Action", "lambda:InvokeFunction", permission.path("Action"));
        });
        findings.same("the permissions", expected, actual);
    }

    private void nothingValidated(StackTemplate template, Findings findings) {
        findings.same(
                "the API's components",
                List.of("securitySchemes"),
                template.api()
                        .path("components")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList());
        findings.unless(
                template.api()
                        .findValues("x-amazon-apigateway-request-validators")
                        .isEmpty(),
                "there are validators");
        methods(
                template,
                (route, method) -> findings.unless(
                        METHOD_MEMBERS.containsAll(
                                method.propertyStream().map(Map.Entry::getKey).toList()),
                        route + " has more than the gateway needs: " + method));
    }

    private void parameters(StackTemplate template, Findings findings) {
        template.api().path("paths").properties().forEach(path -> {
            JsonNode parameters = path.getValue().path("parameters");
            findings.same(
                    path.getKey() + "'s parameters",
                    new Route("", path.getKey()).parameters(),
                    parameters
                            .valueStream()
                            .map(parameter -> parameter.path("name").asText())
                            .toList());
            parameters.forEach(parameter -> findings.equal(path.getKey() + " parameter", "path", parameter.path("in")));
            findings.unless(
                    path.getKey().equals("/") || !path.getKey().endsWith("/"),
                    path.getKey() + " ends with a slash: its permission fails");
        });
    }

    /// The import warns of any other name, and fails on a warning.
    private void responses(StackTemplate template, Findings findings) {
        template.api()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .filter(method -> !method.getKey().equals("parameters"))
                        .forEach(method -> {
                            JsonNode responses = method.getValue().path("responses");
                            String what = path.getKey() + " " + method.getKey();
                            findings.unless(!responses.isEmpty(), what + " declares no answer");
                            responses
                                    .propertyStream()
                                    .map(Map.Entry::getKey)
                                    .forEach(name -> findings.unless(
                                            name.matches("[1-5][0-9]{2}"),
                                            what + " declares an answer '" + name + "'"));
                        }));
    }

    /// Calls back for every method of every path but OPTIONS.
    static void methods(StackTemplate template, BiConsumer<Route, JsonNode> action) {
        template.api()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> !PATH_MEMBERS.contains(member.getKey()))
                        .forEach(member -> action.accept(
                                new Route(member.getKey().toUpperCase(Locale.ROOT), path.getKey()),
                                member.getValue())));
    }

    private static String alias(StackTemplate template, String function) {
        return "${" + template.alias(function).orElse("no alias of " + function) + "}";
    }

    static String uri(StackTemplate template, String function) {
        return "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                + alias(template, function) + "/invocations";
    }
}
