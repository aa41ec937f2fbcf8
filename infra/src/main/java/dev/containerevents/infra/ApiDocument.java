package dev.containerevents.infra;

import static java.util.Map.entry;

import dev.containerevents.auth.ApiKey;
import dev.containerevents.auth.Authorizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.lambda.Alias;

/// The OpenAPI document for the gateway: the contract's routes with the gateway's extensions. It contains nothing
/// that would make the gateway check a request; the functions do that, and name all errors at once.
final class ApiDocument {

    /// The maximum time that the gateway waits for a function.
    static final int INTEGRATION_TIMEOUT_MILLIS = 29_000;

    /// The minimum size of responses that the gateway compresses for clients that accept it. It is one byte,
    /// because the same limit applies to requests: a smaller one isn't decoded, whatever its `Content-Encoding`.
    private static final int COMPRESSED_FROM_BYTES = 1;

    /// The gateway's own name for the requirement of a usage key. Its header is never read.
    private static final String USAGE_KEY = "api_key";

    /// The media types whose bodies the gateway passes on as Base64. It would damage them as text; any other body
    /// is text, and larger as Base64.
    private static final List<String> BINARY_MEDIA_TYPES = List.of("application/x-protobuf");

    private final Map<String, Map<String, Object>> paths = new HashMap<>();
    private final Map<String, Object> schemes = new HashMap<>();
    private final String title;
    private final Alias authorizer;

    /// @param title the API's name in the gateway and its metrics
    ApiDocument(String title, Alias authorizer) {
        this.title = title;
        this.authorizer = authorizer;
    }

    /// Adds all routes of an operation, served by the function of that alias.
    void add(Operation operation, Alias alias) {
        operation.authorizers().forEach(scheme -> schemes.computeIfAbsent(scheme, this::scheme));
        if (!operation.isPublic()) {
            schemes.put(USAGE_KEY, Map.of("type", "apiKey", "in", "header", "name", "x-api-key"));
        }
        for (Route route : operation.routes()) {
            Map<String, Object> path = paths.computeIfAbsent(route.path(), _ -> new HashMap<>());
            Object other = path.put(route.method(), method(operation, alias));
            if (other != null) {
                throw new IllegalArgumentException("two operations have the route " + route);
            }
        }
    }

    Map<String, Object> body() {
        Map<String, Object> items = new HashMap<>();
        paths.forEach((path, methods) -> items.put(path, item(path, methods)));
        return Sorted.map(Map.ofEntries(
                entry("openapi", "3.0.1"),
                entry("info", Map.of("title", title, "version", "1")),
                entry("paths", items),
                entry("components", Map.of("securitySchemes", schemes)),
                // Otherwise, the gateway would take usage keys from requests.
                entry("x-amazon-apigateway-api-key-source", "AUTHORIZER"),
                entry("x-amazon-apigateway-gateway-responses", GatewayAnswer.all()),
                entry("x-amazon-apigateway-minimum-compression-size", COMPRESSED_FROM_BYTES),
                entry("x-amazon-apigateway-binary-media-types", BINARY_MEDIA_TYPES)));
    }

    /// Path parameters are declared at the path itself, because OPTIONS has them too.
    private static Map<String, Object> item(String path, Map<String, Object> methods) {
        Map<String, Object> item = new HashMap<>();
        methods.forEach((name, method) -> item.put(name.toLowerCase(Locale.ROOT), method));
        item.put("options", CrossOrigin.preflight(new TreeSet<>(methods.keySet())));
        List<String> parameters = new Route("", path).parameters();
        if (!parameters.isEmpty()) {
            item.put(
                    "parameters",
                    parameters.stream().map(ApiDocument::parameter).toList());
        }
        return item;
    }

    private static Map<String, Object> parameter(String name) {
        return Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string"));
    }

    private static Map<String, Object> method(Operation operation, Alias alias) {
        Map<String, Object> integration = Map.ofEntries(
                entry("type", "aws_proxy"),
                entry("httpMethod", "POST"),
                entry("uri", invocation(alias)),
                entry("timeoutInMillis", INTEGRATION_TIMEOUT_MILLIS));
        Map<String, Object> method = new HashMap<>();
        // A "default" would be more exact, but the import warns of it, and a warning fails the deployment.
        method.put("responses", Map.of("200", Map.of("description", "The function's response, whatever its status")));
        method.put("x-amazon-apigateway-integration", integration);
        if (!operation.isPublic()) {
            method.put("security", security(operation));
        }
        return method;
    }

    /// Returns the authorizer, and that the request is counted against a usage plan.
    private static List<Map<String, List<String>>> security(Operation operation) {
        return Stream.concat(operation.authorizers().stream(), Stream.of(USAGE_KEY))
                .map(scheme -> Map.of(scheme, List.<String>of()))
                .toList();
    }

    /// Returns a security scheme of the contract for the gateway, or that of the API for web hooks.
    private Map<String, Object> scheme(String name) {
        boolean isInQuery = name.equals("keyInQuery");
        return Map.ofEntries(
                entry("type", "apiKey"),
                entry("in", isInQuery ? "query" : "header"),
                entry("name", isInQuery ? "key" : "Authorization"),
                entry("x-amazon-apigateway-authtype", "custom"),
                entry(
                        "x-amazon-apigateway-authorizer",
                        switch (name) {
                            case "key" -> keyOr401();
                            case "keyOr403" -> keyOr403();
                            case "keyInQuery" -> keyInQuery();
                            default -> throw new IllegalArgumentException("no security scheme is called " + name);
                        }));
    }

    private Map<String, Object> keyOr401() {
        return Map.ofEntries(
                entry("type", "token"),
                entry("authorizerUri", invocation(authorizer)),
                entry("identityValidationExpression", ApiKey.AUTHORIZATION),
                entry("authorizerResultTtlInSeconds", Authorizer.CACHE.toSeconds()));
    }

    /// Invoked for each request, whatever its headers: otherwise, the gateway answers some with 401 itself.
    private Map<String, Object> keyOr403() {
        return Map.ofEntries(
                entry("type", "request"),
                entry("authorizerUri", invocation(authorizer)),
                entry("authorizerResultTtlInSeconds", 0));
    }

    /// Not invoked without a key: the gateway answers 401 itself. The key is all that a response depends on.
    private Map<String, Object> keyInQuery() {
        return Map.ofEntries(
                entry("type", "request"),
                entry("authorizerUri", invocation(authorizer)),
                entry("identitySource", "method.request.querystring.key"),
                entry("authorizerResultTtlInSeconds", Authorizer.CACHE.toSeconds()));
    }

    /// Returns the gateway's name of a function to invoke.
    private static String invocation(Alias alias) {
        return "arn:" + Aws.PARTITION + ":apigateway:" + Aws.REGION + ":lambda:path/2015-03-31/functions/"
                + alias.getFunctionArn() + "/invocations";
    }
}
