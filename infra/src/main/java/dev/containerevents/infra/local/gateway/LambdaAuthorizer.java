package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.iam.Policy;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Lambda authorizer of type TOKEN or REQUEST. Thread-safe.
///
/// Its response is a policy for the whole API and is cached for every route, so it is evaluated again for each
/// request.
final class LambdaAuthorizer {

    /// The longest ARN of a request that has an authorizer, in bytes:
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>
    private static final int MAXIMUM_ARN = 1600;

    private static final String HEADER = "method.request.header.";
    private static final String QUERY = "method.request.querystring.";

    private final JsonNode declaration;
    private final boolean token;
    private final List<String> identitySources;
    private final Optional<Pattern> validation;
    private final Duration timeToLive;
    private final Api api;
    private final FunctionInvoker caller;
    private final Map<List<String>, Judgement> cache = new ConcurrentHashMap<>();

    /// @param context  what functions see as `requestContext.authorizer`
    /// @param usageKey by which the request is counted; null if the authorizer returned none
    private record Judgement(
            Policy policy, ObjectNode context, @Nullable String usageKey, Instant expires) {}

    /// What an authorizer says of a request that it allows.
    ///
    /// @param context  what functions see as `requestContext.authorizer`
    /// @param usageKey by which the request is counted; null if the authorizer returned none
    record Allowed(ObjectNode context, @Nullable String usageKey) {}

    /// @param scheme the security scheme that declares it
    LambdaAuthorizer(JsonNode scheme, Api api, FunctionInvoker caller) {
        this.declaration = scheme.path("x-amazon-apigateway-authorizer");
        this.api = api;
        this.caller = caller;
        token = declaration.path("type").asText().equalsIgnoreCase("token");
        String defaultSource =
                token ? "method.request.header." + scheme.path("name").asText() : "";
        identitySources = Arrays.stream(
                        declaration.path("identitySource").asText(defaultSource).split(","))
                .map(String::strip)
                .filter(source -> !source.isEmpty())
                .toList();
        validation = Optional.ofNullable(
                        declaration.path("identityValidationExpression").textValue())
                .map(Pattern::compile);
        timeToLive = Duration.ofSeconds(
                declaration.path("authorizerResultTtlInSeconds").asInt(300));
    }

    static Map<String, LambdaAuthorizer> of(Api api, FunctionInvoker caller) {
        Map<String, LambdaAuthorizer> authorizers = new HashMap<>();
        api.body().path("components").path("securitySchemes").properties().stream()
                .filter(scheme -> scheme.getValue().has("x-amazon-apigateway-authorizer"))
                .forEach(scheme ->
                        authorizers.put(scheme.getKey(), new LambdaAuthorizer(scheme.getValue(), api, caller)));
        return authorizers;
    }

    /// Starts its function before the first request, which would otherwise wait for two processes.
    void startAhead() throws InterruptedException {
        caller.startAhead(uri());
    }

    private String uri() {
        return declaration.path("authorizerUri").asText();
    }

    /// Invokes the authorizer, unless its response is cached. Its context has the milliseconds that it took: 0 if
    /// the response was cached.
    ///
    /// @param event the request's whole event
    Allowed authorize(GatewayRequest request, ObjectNode event) throws GatewayFault {
        List<String> identity = identitySources.stream()
                .map(source -> identity(source, request))
                .toList();
        if (identity.contains("")) {
            throw new GatewayFault(GatewayFault.Type.UNAUTHORIZED, "no identity in the request");
        }
        if (token
                && validation.isPresent()
                && !validation.get().matcher(identity.getFirst()).matches()) {
            throw new GatewayFault(GatewayFault.Type.UNAUTHORIZED, "the token doesn't match the validation expression");
        }
        String methodArn = api.arn(request.method(), request.path());
        if (methodArn.length() > MAXIMUM_ARN) {
            throw new GatewayFault(GatewayFault.Type.DEFAULT_4XX, "the ARN of the request has over 1,600 bytes");
        }
        Judgement judgement = cache.get(identity);
        long latency = 0;
        if (judgement == null || judgement.expires().isBefore(request.time())) {
            long begin = System.nanoTime();
            judgement = ask(event(identity, methodArn, event));
            latency = (System.nanoTime() - begin) / 1_000_000;
            if (!identity.isEmpty() && timeToLive.isPositive()) {
                cache.put(identity, judgement);
            }
        }
        if (judgement.policy().evaluate("execute-api:Invoke", methodArn, Map.of()) != Policy.Verdict.ALLOWED) {
            throw new GatewayFault(
                    GatewayFault.Type.ACCESS_DENIED, "the authorizer's policy doesn't allow it", judgement.context());
        }
        return new Allowed(judgement.context().deepCopy().put("integrationLatency", latency), judgement.usageKey());
    }

    private static String identity(String source, GatewayRequest request) {
        if (source.startsWith(HEADER)) {
            return request.header(source.substring(HEADER.length())).orElse("");
        }
        if (source.startsWith(QUERY)) {
            return request.query()
                    .getOrDefault(source.substring(QUERY.length()), List.of(""))
                    .getLast();
        }
        throw new IllegalArgumentException("The local cloud doesn't support this identity source: " + source);
    }

    private ObjectNode event(List<String> identity, String methodArn, ObjectNode request) {
        if (token) {
            return JsonTree.object()
                    .put("type", "TOKEN")
                    .put("authorizationToken", identity.getFirst())
                    .put("methodArn", methodArn);
        }
        ObjectNode event = request.deepCopy().put("type", "REQUEST").put("methodArn", methodArn);
        event.remove(List.of("body", "isBase64Encoded"));
        return event;
    }

    private Judgement ask(ObjectNode event) throws GatewayFault {
        Invocation.Outcome outcome = caller.call(
                uri(),
                Arn.of("execute-api", api.id() + "/authorizers/any"),
                JsonTree.bytes(event),
                Duration.ofSeconds(29),
                GatewayFault.Type.AUTHORIZER_CONFIGURATION_ERROR);
        JsonNode answer = JsonTree.parse(outcome.payload()).orElse(JsonTree.object());
        if (outcome instanceof Invocation.Failure) {
            if (answer.path("errorMessage").asText().equals("Unauthorized")) {
                throw new GatewayFault(GatewayFault.Type.UNAUTHORIZED, "the authorizer answered Unauthorized");
            }
            throw misconfigured("it failed: " + answer);
        }
        if (!answer.path("principalId").isTextual()
                || !answer.path("policyDocument").isObject()) {
            throw misconfigured("its response has no principalId or policyDocument");
        }
        ObjectNode context = JsonTree.object();
        for (Map.Entry<String, JsonNode> entry : answer.path("context").properties()) {
            if (entry.getValue().isContainerNode()) {
                throw misconfigured("its context has a value that is not a scalar: " + entry.getKey());
            }
            context.put(entry.getKey(), entry.getValue().asText());
        }
        context.put("principalId", answer.path("principalId").asText());
        try {
            Policy policy = Policy.of(Stream.of(answer.path("policyDocument")));
            return new Judgement(
                    policy,
                    context,
                    answer.path("usageIdentifierKey").textValue(),
                    Instant.now().plus(timeToLive));
        } catch (IllegalArgumentException e) {
            throw misconfigured(String.valueOf(e.getMessage()));
        }
    }

    private static GatewayFault misconfigured(String why) {
        return new GatewayFault(GatewayFault.Type.AUTHORIZER_CONFIGURATION_ERROR, "the authorizer: " + why);
    }
}
