package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tree of an API's resources.
///
/// Resource and method are resolved together. Of the resources that match the whole path and have the method,
/// segment by segment a static segment takes precedence over a parameter.
final class Routes {

    /// The security scheme that stands for a usage key.
    private static final String USAGE_KEY = "api_key";

    private final Node root = new Node();

    /// @param resource with parameters in braces, as in `requestContext.resourcePath`
    /// @param authorizer the name of its security scheme
    /// @param counted    whether it requires a usage key
    record Route(
            String method, String resource, Integration integration, Optional<String> authorizer, boolean counted) {}

    /// @param parameters as they were sent
    record Match(Route route, Map<String, String> parameters) {}

    sealed interface Integration permits ToFunction, MockIntegration {}

    record ToFunction(String uri, Duration timeout) implements Integration {}

    Routes(JsonNode body) {
        body.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("x-amazon-apigateway-integration"))
                        .forEach(operation -> add(path.getKey(), operation.getKey(), operation.getValue())));
    }

    Optional<Match> match(String method, String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        return match(method, root, segments(path), Map.of());
    }

    private static Optional<Match> match(
            String method, Node node, List<String> segments, Map<String, String> parameters) {
        if (segments.isEmpty()) {
            return Optional.ofNullable(node.routes.get(method)).map(route -> new Match(route, parameters));
        }
        String segment = segments.getFirst();
        List<String> rest = segments.subList(1, segments.size());
        Node fixed = node.statics.get(segment);
        Optional<Match> match = fixed == null ? Optional.empty() : match(method, fixed, rest, parameters);
        Node child = node.child;
        if (match.isPresent() || child == null || segment.isEmpty()) {
            return match;
        }
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(child.parameter, segment);
        return match(method, child, rest, more);
    }

    private void add(String resource, String method, JsonNode operation) {
        Node node = root;
        for (String segment : segments(resource)) {
            if (segment.startsWith("{")) {
                if (node.child == null) {
                    node.child = new Node();
                    node.child.parameter = segment.substring(1, segment.length() - 1);
                }
                node = node.child;
            } else {
                node = node.statics.computeIfAbsent(segment, name -> new Node());
            }
        }
        List<String> schemes = operation
                .path("security")
                .valueStream()
                .flatMap(JsonNode::propertyStream)
                .map(Map.Entry::getKey)
                .toList();
        String upperCase = method.toUpperCase(Locale.ROOT);
        node.routes.put(
                upperCase,
                new Route(
                        upperCase,
                        resource,
                        integration(operation.path("x-amazon-apigateway-integration")),
                        schemes.stream()
                                .filter(scheme -> !scheme.equals(USAGE_KEY))
                                .findFirst(),
                        schemes.contains(USAGE_KEY)));
    }

    /// `/x` and `/x/` are the same resource.
    private static List<String> segments(String path) {
        String inner = path.substring(1, path.length() > 1 && path.endsWith("/") ? path.length() - 1 : path.length());
        return inner.isEmpty() ? List.of() : List.of(inner.split("/", -1));
    }

    private static Integration integration(JsonNode integration) {
        if (integration.path("type").asText().equalsIgnoreCase("mock")) {
            return MockIntegration.of(integration);
        }
        if (!integration.path("type").asText().equalsIgnoreCase("aws_proxy")) {
            throw new IllegalArgumentException("The local cloud doesn't support this integration: " + integration);
        }
        return new ToFunction(
                integration.path("uri").asText(),
                Duration.ofMillis(integration.path("timeoutInMillis").asInt(29_000)));
    }

    /// Returns the text between the quotes of a literal in a mapping.
    static String literal(String expression) {
        return expression.replaceAll("^'|'$", "");
    }

    private static final class Node {
        private final Map<String, Node> statics = new HashMap<>();
        private final Map<String, Route> routes = new HashMap<>();
        private @Nullable Node child;
        private String parameter = "";
    }
}
