package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Tier;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.stack.TemplateChecks.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What keeps one organisation from taking the service from the others.
record LimitChecks(Contract contract) {

    /// API Gateway's own quotas are 300 plans and 10,000 keys.
    private static final int PLANS = 10;

    private static final int SHARED_KEYS = 32;

    /// The UUID in the stack's id, split at its hyphens, joined without them.
    private static final String PREFIX =
            "[\"-\",{\"Fn::Select\":[2,{\"Fn::Split\":[\"/\",{\"Ref\":\"AWS::StackId\"}]}]}]";

    List<Check> all() {
        return List.of(
                new Check("has a usage plan for each tier, at most ten", this::plans),
                new Check("shares 32 usage keys of the lowest tier", this::keys),
                new Check("takes usage keys from the authorizer only", this::source),
                new Check("tells ManageAccess the plan of each tier", this::variables),
                new Check("throttles methods without a key by themselves", this::publicMethods),
                new Check("reserves concurrency for the authorizer if told, and by default none", this::concurrency));
    }

    private void plans(StackTemplate template, Findings findings) {
        Map<String, JsonNode> plans = template.properties("AWS::ApiGateway::UsagePlan");
        findings.unless(plans.size() <= PLANS, plans.size() + " plans are too many");
        List<String> limits = Stream.of(Tier.values())
                .map(tier -> "{\"BurstLimit\":" + tier.burst() + ",\"RateLimit\":" + tier.rate() + "}")
                .toList();
        findings.same(
                "the plans' limits",
                limits,
                plans.values().stream()
                        .map(plan -> plan.path("Throttle").toString())
                        .toList());
        List<String> apis =
                List.copyOf(template.resources("AWS::ApiGateway::RestApi").keySet());
        List<String> stages =
                List.copyOf(template.resources("AWS::ApiGateway::Stage").keySet());
        plans.forEach((id, plan) -> {
            findings.equal(id + " Quota, which the gateway would enforce by requests", "", plan.path("Quota"));
            findings.unless(
                    template.before(id).containsAll(stages),
                    id + " doesn't wait for the stages, without which it fails");
            findings.equal(
                    id + "'s stages",
                    IntStream.range(0, apis.size())
                            .mapToObj(i -> "{\"ApiId\":{\"Ref\":\"" + apis.get(i) + "\"},\"Stage\":{\"Ref\":\""
                                    + stages.get(i) + "\"}}")
                            .collect(Collectors.joining(",", "[", "]")),
                    plan.path("ApiStages").toString());
        });
    }

    private void keys(StackTemplate template, Findings findings) {
        List<String> values = new ArrayList<>();
        Map<String, JsonNode> keys = template.properties("AWS::ApiGateway::ApiKey");
        keys.forEach((id, key) -> {
            findings.equal(id + " Enabled", true, key.path("Enabled"));
            values.add(StackTemplate.text(key.path("Value")));
        });
        List<String> expected = new ArrayList<>();
        for (int number = 0; number < SHARED_KEYS; number++) {
            expected.add(String.format("%sshared%02d", PREFIX, number));
        }
        findings.same("the usage keys", expected, values);
        String lowest = template.properties("AWS::ApiGateway::UsagePlan").entrySet().stream()
                .filter(plan ->
                        plan.getValue().path("Throttle").path("RateLimit").asInt() == Tier.SMALL.rate())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("no plan");
        List<String> members = new ArrayList<>();
        template.properties("AWS::ApiGateway::UsagePlanKey").forEach((id, member) -> {
            findings.equal(id + " KeyType", "API_KEY", member.path("KeyType"));
            findings.equal(id + "'s plan", "${" + lowest + "}", StackTemplate.text(member.path("UsagePlanId")));
            members.add(StackTemplate.name(StackTemplate.text(member.path("KeyId"))));
        });
        findings.same("the keys in the plan", keys.keySet(), members);
    }

    /// With the source HEADER, a client would choose whose limit it uses.
    private void source(StackTemplate template, Findings findings) {
        findings.equal(
                "the source of usage keys", "AUTHORIZER", template.api().path("x-amazon-apigateway-api-key-source"));
        findings.equal(
                "the scheme of usage keys",
                "{\"in\":\"header\",\"name\":\"x-api-key\",\"type\":\"apiKey\"}",
                template.api()
                        .path("components")
                        .path("securitySchemes")
                        .path("api_key")
                        .toString());
        for (String function : List.of("Authorizer", "ManageAccess")) {
            findings.equal(
                    function + "'s prefix of usage keys",
                    PREFIX,
                    StackTemplate.text(variables(template, function).path("USAGE_KEY_PREFIX")));
        }
    }

    private void variables(StackTemplate template, Findings findings) {
        List<String> expected = template.properties("AWS::ApiGateway::UsagePlan").entrySet().stream()
                .map(plan -> Stream.of(Tier.values())
                                .filter(tier -> plan.getValue()
                                                .path("Throttle")
                                                .path("RateLimit")
                                                .asInt()
                                        == tier.rate())
                                .map(Tier::text)
                                .findFirst()
                                .orElse("none")
                        + "=${" + plan.getKey() + "}")
                .toList();
        findings.same(
                "ManageAccess's plans",
                expected,
                List.of(StackTemplate.text(variables(template, "ManageAccess").path("USAGE_PLANS"))
                        .split(" ", -1)));
    }

    private static JsonNode variables(StackTemplate template, String function) {
        return template.named(function).path("Environment").path("Variables");
    }

    private void publicMethods(StackTemplate template, Findings findings) {
        Map<String, JsonNode> settings = new HashMap<>();
        template.only("AWS::ApiGateway::Stage")
                .path("MethodSettings")
                .forEach(method -> settings.put(
                        method.path("HttpMethod").asText() + " "
                                + method.path("ResourcePath")
                                        .asText()
                                        .replaceFirst("^/~1", "/")
                                        .replace("~1", "/"),
                        method));
        int all = settings.getOrDefault("* /*", template.json().path("none"))
                .path("ThrottlingRateLimit")
                .asInt();
        contract.operations().stream()
                .filter(Operation::isPublic)
                .flatMap(operation -> operation.routes().stream())
                .forEach(route -> {
                    JsonNode method = settings.getOrDefault(
                            route.method() + " " + route.path(), template.json().path("none"));
                    int rate = method.path("ThrottlingRateLimit").asInt();
                    findings.unless(rate > 0 && rate < all, route + " is throttled with all others");
                    findings.unless(method.path("ThrottlingBurstLimit").asInt() > 0, route + " allows no request");
                });
    }

    /// A new account has too few to reserve any, and the deployment would fail.
    private void concurrency(StackTemplate template, Findings findings) {
        findings.equal(
                "what is reserved for the authorizer",
                "{\"Fn::If\":[\"AuthorizerHasConcurrency\",{\"Ref\":\"AuthorizerConcurrency\"},"
                        + "{\"Ref\":\"AWS::NoValue\"}]}",
                template.named("Authorizer")
                        .path("ReservedConcurrentExecutions")
                        .toString());
        findings.equal(
                "when",
                "{\"Fn::Not\":[{\"Fn::Equals\":[{\"Ref\":\"AuthorizerConcurrency\"},0]}]}",
                template.json()
                        .path("Conditions")
                        .path("AuthorizerHasConcurrency")
                        .toString());
        findings.equal(
                "the default",
                "0",
                template.json()
                        .path("Parameters")
                        .path("AuthorizerConcurrency")
                        .path("Default")
                        .asText());
    }
}
