package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A CloudFormation template, for queries.
public record StackTemplate(JsonNode json) {

    /// The prefix of the logical ids of the API for web hooks.
    private static final String HOOKS = "HookApi";

    public static StackTemplate read(Path file) {
        try {
            return new StackTemplate(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode resources() {
        return json.path("Resources");
    }

    /// Returns the resources of a type by their logical ids.
    public Map<String, JsonNode> resources(String type) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        resources().properties().stream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type))
                .forEach(resource -> found.put(resource.getKey(), resource.getValue()));
        return found;
    }

    /// Returns the properties of the resources of a type by their logical ids.
    Map<String, JsonNode> properties(String type) {
        Map<String, JsonNode> found = resources(type);
        found.replaceAll((_, resource) -> resource.path("Properties"));
        return found;
    }

    /// Returns the properties of the only resource of a type, apart from those of the API for web hooks; a missing
    /// node if there are several or none.
    JsonNode only(String type) {
        Map<String, JsonNode> found = properties(type);
        found.keySet().removeIf(id -> id.startsWith(HOOKS));
        return found.size() == 1 ? found.values().iterator().next() : MissingNode.getInstance();
    }

    /// Returns the properties of the resource with that logical id.
    JsonNode named(String id) {
        return resources().path(id).path("Properties");
    }

    /// Returns the logical id of a resource, which the CDK ends with eight digits of a hash; that of none if there
    /// is no such resource.
    String id(String type, String construct) {
        return resources(type).keySet().stream()
                .filter(id -> id.matches(construct + "[0-9A-F]{8}"))
                .findFirst()
                .orElse("no " + construct);
    }

    /// Returns the logical id of an alarm.
    String alarm(String construct) {
        return id("AWS::CloudWatch::Alarm", construct);
    }

    /// Returns the API's OpenAPI document.
    JsonNode api() {
        return only("AWS::ApiGateway::RestApi").path("Body");
    }

    /// Returns the properties of a resource of the API for web hooks.
    JsonNode ofHooks(String type) {
        return properties(type).entrySet().stream()
                .filter(resource -> resource.getKey().startsWith(HOOKS))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /// Returns the logical id of a function's alias.
    Optional<String> alias(String function) {
        return properties("AWS::Lambda::Alias").entrySet().stream()
                .filter(alias -> text(alias.getValue().path("FunctionName")).equals("${" + function + "}"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Returns all statements of the inline policies of a function's role.
    List<JsonNode> statements(String function) {
        return statementsOf(name(text(named(function).path("Role"))));
    }

    /// Returns all statements of a role, from its own policies and those that name it.
    List<JsonNode> statementsOf(String role) {
        Stream<JsonNode> attached = properties("AWS::IAM::Policy").values().stream()
                .filter(policy ->
                        texts(policy.path("Roles")).map(StackTemplate::name).anyMatch(role::equals));
        return Stream.concat(named(role).path("Policies").valueStream(), attached)
                .flatMap(policy ->
                        policy.path("PolicyDocument").path("Statement").valueStream())
                .toList();
    }

    /// Returns the logical ids of all resources that must be complete before this one is created.
    Set<String> before(String id) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(id));
        while (!open.isEmpty()) {
            references(resources().path(open.remove()))
                    .filter(resources()::has)
                    .filter(found::add)
                    .forEach(open::add);
        }
        return found;
    }

    /// Returns the logical ids anywhere in a resource.
    private static Stream<String> references(JsonNode resource) {
        Stream<String> inProperties = Stream.of("Ref", "Fn::GetAtt")
                .flatMap(function -> resource.findValues(function).stream())
                .map(reference -> reference.isArray() ? reference.path(0).asText() : reference.asText());
        return Stream.concat(inProperties, texts(resource.path("DependsOn")));
    }

    /// Returns a value as text, with `${Id}` and `${Id.Attribute}` for what CloudFormation inserts.
    static String text(JsonNode value) {
        if (value.has("Ref")) {
            return "${" + value.path("Ref").asText() + "}";
        }
        if (value.has("Fn::GetAtt")) {
            return value.path("Fn::GetAtt")
                    .valueStream()
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(".", "${", "}"));
        }
        if (value.has("Fn::Join")) {
            JsonNode join = value.path("Fn::Join");
            return join.path(1)
                    .valueStream()
                    .map(StackTemplate::text)
                    .collect(Collectors.joining(join.path(0).asText()));
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    /// Returns the logical id in `${Id}` or `${Id.Attribute}`.
    static String name(String reference) {
        return reference.replaceAll("^\\$\\{([^.}]*).*", "$1");
    }

    /// Returns the texts of a list, or of a single value.
    static Stream<String> texts(JsonNode value) {
        return value.isArray() ? value.valueStream().map(StackTemplate::text) : Stream.of(text(value));
    }

    /// Returns the pointer to the statement of a function's role that allows that action.
    String statement(String function, String action) {
        String role = name(text(named(function).path("Role")));
        List<JsonNode> statements = statementsOf(role);
        for (int i = 0; i < statements.size(); i++) {
            if (texts(statements.get(i).path("Action")).anyMatch(action::equals)) {
                return "/Resources/" + role + "/Properties/Policies/0/PolicyDocument/Statement/" + i;
            }
        }
        throw new IllegalStateException(function + " may not " + action);
    }
}
