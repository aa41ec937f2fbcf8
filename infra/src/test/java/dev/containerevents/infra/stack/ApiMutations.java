package dev.containerevents.infra.stack;

import static dev.containerevents.infra.stack.Mutation.in;
import static dev.containerevents.infra.stack.Mutation.list;
import static dev.containerevents.infra.stack.TemplateMutations.at;
import static dev.containerevents.infra.stack.TemplateMutations.only;

import java.util.stream.Stream;

/// Ways to break the API, from its routes to its stage, each with the check that must notice it.
final class ApiMutations {

    private static final String BODY = "/Resources/" + only("AWS::ApiGateway::RestApi") + "/Properties/Body";
    private static final String GET = BODY + "/paths/~1orgs~1{org_id}~1events/get";
    private static final String HEAD = BODY + "/paths/~1orgs~1{org_id}~1events/head";
    private static final String OPTIONS = BODY + "/paths/~1orgs~1{org_id}~1events/options";
    private static final String ANSWERS = BODY + "/x-amazon-apigateway-gateway-responses";
    private static final String STAGE = "/Resources/" + only("AWS::ApiGateway::Stage") + "/Properties";

    private ApiMutations() {}

    static Stream<Mutation> all() {
        return Stream.of(routes(), gateway(), limits(), hooks()).flatMap(mutations -> mutations);
    }

    private static Stream<Mutation> hooks() {
        String intake = "serves the intake to web hooks, and nothing else";
        String keys = "asks web hooks for a key in the query";
        String logs = "writes no URL of a web hook into a log or a trace";
        String body = "/Resources/" + ofHooks("AWS::ApiGateway::RestApi") + "/Properties/Body";
        String stage = "/Resources/" + ofHooks("AWS::ApiGateway::Stage") + "/Properties";
        String path = body + "/paths/~1orgs~1{org_id}~1logs~1{log_source}";
        String scheme = body + "/components/securitySchemes/keyInQuery";
        return Stream.of(
                in(intake, body + "/paths", node -> node.set("/orgs/{org_id}/events", at(path))),
                in(intake, path, node -> node.remove("get")),
                in(keys, path + "/get", node -> node.remove("security")),
                in(keys, scheme, node -> node.put("in", "header")),
                in(
                        keys,
                        scheme + "/x-amazon-apigateway-authorizer",
                        node -> node.put("identitySource", "method.request.header.Authorization")),
                in(logs, stage, node -> node.put("TracingEnabled", true)),
                in(
                        logs,
                        stage + "/AccessLogSetting",
                        node -> node.put("Format", "$context.resourcePath $context.path")),
                in(logs, stage + "/MethodSettings/0", node -> node.put("LoggingLevel", "INFO")));
    }

    private static String ofHooks(String type) {
        return Synthesised.template().resources(type).keySet().stream()
                .filter(id -> id.startsWith("HookApi"))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Mutation> routes() {
        String routes = "routes what the contract does, to the alias of that function";
        String permissions = "permits the gateway exactly these calls";
        String keys = "asks for a key on every method but OPTIONS and what is public";
        String preflights = "answers a preflight with the path's methods";
        String templates = "answers OPTIONS whatever its media type, and never by a 500";
        String nothing = "lets the gateway validate nothing";
        String parameters = "declares each path's parameters at the path";
        String responses = "declares answers by their status";
        String integration = "/x-amazon-apigateway-integration";
        String permission = "/Resources/ListOrgEventsPermission/Properties";
        String scheme = BODY + "/components/securitySchemes/key";
        String allowed = OPTIONS + integration + "/responses/default/responseParameters";
        return Stream.of(
                in(routes, GET + integration + "/uri/Fn::Join/1/5", node -> node.put("Ref", "ListOrgEvents")),
                in(routes, GET + integration, node -> node.put("type", "aws")),
                in(routes, GET + integration, node -> node.put("timeoutInMillis", 10_000)),
                in(routes, BODY + "/paths", node -> node.remove("/orgs/{org_id}/events")),
                in(permissions, permission + "/FunctionName", node -> node.put("Ref", "ListOrgEvents")),
                list(
                        permissions,
                        permission + "/SourceArn/Fn::Join/1",
                        node -> node.set(node.size() - 1, "/v1/GET/orgs/*/events")),
                in(permissions, "/Resources", node -> node.remove("AuthorizerPermission")),
                in(permissions, permission, node -> node.put("Principal", "*")),
                in(keys, GET, node -> node.remove("security")),
                in(keys, OPTIONS, node -> node.set("security", at(GET + "/security"))),
                in(keys, scheme, node -> node.put("name", "X-Key")),
                in(
                        keys,
                        scheme + "/x-amazon-apigateway-authorizer",
                        node -> node.put("authorizerResultTtlInSeconds", 3600)),
                in(
                        keys,
                        scheme + "/x-amazon-apigateway-authorizer",
                        node -> node.put("identityValidationExpression", "^Bearer .*$")),
                in(
                        preflights,
                        allowed,
                        node -> node.put("method.response.header.Access-Control-Allow-Methods", "'OPTIONS'")),
                in(preflights, allowed, node -> node.put("method.response.header.X", "'1'")),
                in(preflights, allowed, node -> node.remove("method.response.header.WebHook-Allowed-Origin")),
                in(preflights, OPTIONS + integration, node -> node.put("type", "aws_proxy")),
                in(preflights, allowed, node -> node.put("method.response.header.Access-Control-Allow-Headers", "'*'")),
                in(templates, OPTIONS + integration, node -> node.put("passthroughBehavior", "when_no_match")),
                in(templates, OPTIONS + integration + "/requestTemplates", node -> node.remove("text/plain")),
                in(templates, OPTIONS + integration + "/requestTemplates", node -> node.remove("application/x-ndjson")),
                in(templates, OPTIONS + integration + "/requestTemplates", node -> node.put("application/json", "{}")),
                in(routes, BODY + "/paths/~1orgs~1{org_id}~1events", node -> node.remove("head")),
                in(keys, HEAD, node -> node.remove("security")),
                in(nothing, BODY + "/components", node -> node.putObject("schemas")),
                in(nothing, BODY, node -> node.putObject("x-amazon-apigateway-request-validators")),
                in(nothing, GET, node -> node.putObject("requestBody")),
                in(nothing, GET, node -> node.putArray("x-table-access").add("query by_org")),
                in(parameters, BODY + "/paths/~1orgs~1{org_id}~1events", node -> node.remove("parameters")),
                in(parameters, BODY + "/paths", node -> node.set("/x/", node.remove("/orgs/{org_id}/events"))),
                in(responses, GET + "/responses", node -> node.set("default", node.remove("200"))),
                in(responses, OPTIONS + "/responses", node -> node.set("default", node.remove("204"))),
                in(responses, GET, node -> node.remove("responses")));
    }

    private static Stream<Mutation> limits() {
        String plans = "has a usage plan for each tier, at most ten";
        String keys = "shares 32 usage keys of the lowest tier";
        String source = "takes usage keys from the authorizer only";
        String methods = "throttles methods without a key by themselves";
        String concurrency = "reserves concurrency for the authorizer if told, and by default none";
        String variables = "/Resources/ManageAccess/Properties/Environment/Variables";
        return Stream.of(
                in(plans, "/Resources/SmallPlan/Properties/Throttle", node -> node.put("RateLimit", 10_000)),
                in(plans, "/Resources", node -> node.remove("LargePlan")),
                in(plans, "/Resources/SmallPlan/Properties", node -> node.remove("ApiStages")),
                in(plans, "/Resources/SmallPlan/Properties/ApiStages/0", node -> node.put("Stage", "v1")),
                in(
                        plans,
                        "/Resources/SmallPlan/Properties",
                        node -> node.putObject("Quota").put("Limit", 1)),
                in(keys, "/Resources", node -> node.remove("UsageKey7")),
                in(keys, "/Resources", node -> node.remove("PlannedUsageKey7")),
                in(keys, "/Resources/UsageKey7/Properties", node -> node.put("Enabled", false)),
                in(keys, "/Resources/UsageKey7/Properties", node -> node.put("Value", "x".repeat(32) + "shared07")),
                in(keys, "/Resources/PlannedUsageKey7/Properties/UsagePlanId", node -> node.put("Ref", "LargePlan")),
                in(source, BODY, node -> node.put("x-amazon-apigateway-api-key-source", "HEADER")),
                in(source, BODY + "/components/securitySchemes", node -> node.remove("api_key")),
                in(
                        source,
                        "/Resources/Authorizer/Properties/Environment/Variables",
                        node -> node.put("USAGE_KEY_PREFIX", "")),
                in(
                        "tells ManageAccess the plan of each tier",
                        variables,
                        node -> node.put("USAGE_PLANS", "small=SmallPlan")),
                list(methods, STAGE + "/MethodSettings", node -> node.remove(1)),
                in(methods, STAGE + "/MethodSettings/1", node -> node.put("ThrottlingRateLimit", 1_000)),
                in(
                        concurrency,
                        "/Resources/Authorizer/Properties",
                        node -> node.remove("ReservedConcurrentExecutions")),
                in(concurrency, "/Parameters/AuthorizerConcurrency", node -> node.put("Default", 100)),
                in(
                        "asks for a key on every method but OPTIONS and what is public",
                        GET,
                        node -> node.withArray("security").remove(1)));
    }

    private static Stream<Mutation> gateway() {
        String problems = "answers in the gateway's name with the one problem shape";
        String origin = "shows every answer of the gateway to pages of any origin";
        String stage = "throttles, traces, compresses, and keeps binary bodies";
        String log = "logs each access as JSON without personal data";
        return Stream.of(
                in(problems, ANSWERS + "/MISSING_AUTHENTICATION_TOKEN", node -> node.put("statusCode", "403")),
                in(
                        problems,
                        ANSWERS + "/THROTTLED/responseTemplates",
                        node -> node.put("application/json", "{\"message\":\"$context.error.message\"}")),
                in(problems, ANSWERS, node -> node.remove("DEFAULT_5XX")),
                in(
                        origin,
                        ANSWERS + "/UNAUTHORIZED/responseParameters",
                        node -> node.remove("gatewayresponse.header.Access-Control-Allow-Origin")),
                in(
                        "says how to go on after 401, 413, 415, 429, 503 and 504",
                        ANSWERS + "/THROTTLED/responseParameters",
                        node -> node.remove("gatewayresponse.header.Retry-After")),
                in(
                        "says how to go on after 401, 413, 415, 429, 503 and 504",
                        ANSWERS + "/REQUEST_TOO_LARGE/responseTemplates",
                        node -> node.put("application/json", "{\"detail\":\"too large\"}")),
                in(
                        "lets nobody keep an answer of the gateway",
                        ANSWERS + "/ACCESS_DENIED/responseParameters",
                        node -> node.remove("gatewayresponse.header.Cache-Control")),
                in(log, STAGE, node -> node.remove("AccessLogSetting")),
                in(log, STAGE + "/AccessLogSetting", node -> node.put("Format", "$context.requestId")),
                in(
                        log,
                        STAGE + "/AccessLogSetting",
                        node -> node.put("Format", node.path("Format").asText().replace("resourcePath", "path"))),
                in(stage, STAGE, node -> node.put("TracingEnabled", false)),
                in(stage, STAGE, node -> node.remove("MethodSettings")),
                in(stage, BODY, node -> node.remove("x-amazon-apigateway-minimum-compression-size")),
                in(stage, BODY, node -> node.put("x-amazon-apigateway-minimum-compression-size", 1024)),
                in(stage, BODY, node -> node.remove("x-amazon-apigateway-binary-media-types")),
                list(stage, BODY + "/x-amazon-apigateway-binary-media-types", node -> node.add("*/*")));
    }
}
