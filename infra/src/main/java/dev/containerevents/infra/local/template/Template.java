package dev.containerevents.infra.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.containerevents.infra.MissingPrerequisite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A synthesised CloudFormation template, read as if it were deployed: every physical name is the logical id,
/// every ARN has AWS's form, and all intrinsic functions are replaced by their values.
///
/// Immutable.
public final class Template {

    private static final Map<String, String> PSEUDO_PARAMETERS = Map.of(
            "AWS::Region",
            Arn.REGION,
            "AWS::AccountId",
            Arn.ACCOUNT,
            "AWS::Partition",
            "aws",
            "AWS::URLSuffix",
            "amazonaws.com",
            "AWS::StackName",
            "local",
            "AWS::StackId",
            "arn:aws:cloudformation:" + Arn.REGION + ":" + Arn.ACCOUNT
                    + ":stack/local/00000000-0000-4000-8000-000000000000");

    private static final String NO_VALUE = "AWS::NoValue";

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^!}][^}]*)}");

    private final Path file;
    private final JsonNode root;
    private final Map<String, String> parameters;

    /// A resource of the template.
    ///
    /// @param properties without unresolved functions
    public record Resource(String id, JsonNode properties) {}

    /// Reads a template, with its parameters' defaults.
    public Template(Path file) throws IOException {
        this(file, Map.of());
    }

    /// Reads a template, with values of its parameters.
    ///
    /// @param parameters values of the template's parameters by name; the others have their defaults
    public Template(Path file, Map<String, String> parameters) throws IOException {
        this.file = file.toAbsolutePath();
        this.root = JsonTree.MAPPER.readTree(Files.readAllBytes(file));
        this.parameters = Map.copyOf(parameters);
    }

    Path file() {
        return file;
    }

    /// Returns all resources of a type.
    public List<Resource> resources(String type) {
        return root.path("Resources").properties().stream()
                .filter(entry -> entry.getValue().path("Type").asText().equals(type))
                .map(entry ->
                        new Resource(entry.getKey(), resolve(entry.getValue().path("Properties"))))
                .toList();
    }

    private JsonNode resolve(JsonNode node) {
        if (node.isArray()) {
            ArrayNode resolved = JsonTree.MAPPER.createArrayNode();
            node.forEach(element -> {
                JsonNode value = resolve(element);
                if (!value.isMissingNode()) {
                    resolved.add(value);
                }
            });
            return resolved;
        }
        if (!node.isObject()) {
            return node;
        }
        if (node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                return intrinsic(only.getKey(), only.getValue());
            }
        }
        ObjectNode resolved = JsonTree.object();
        node.properties().forEach(entry -> {
            JsonNode value = resolve(entry.getValue());
            if (!value.isMissingNode()) {
                resolved.set(entry.getKey(), value);
            }
        });
        return resolved;
    }

    private JsonNode intrinsic(String name, JsonNode argument) {
        return switch (name) {
            case "Ref" ->
                argument.asText().equals(NO_VALUE)
                        ? MissingNode.getInstance()
                        : TextNode.valueOf(ref(argument.asText()));
            case "Fn::If" ->
                resolve(argument.path(
                        holds(root.path("Conditions").path(argument.path(0).asText())) ? 1 : 2));
            case "Fn::GetAtt" ->
                TextNode.valueOf(
                        attribute(argument.isArray() ? String.join(".", JsonTree.texts(argument)) : argument.asText()));
            case "Fn::Join" ->
                TextNode.valueOf(JsonTree.texts(resolve(argument.path(1))).stream()
                        .collect(Collectors.joining(argument.path(0).asText())));
            case "Fn::Sub" -> TextNode.valueOf(substitute(argument));
            case "Fn::Select" -> resolve(argument.path(1)).path(argument.path(0).asInt());
            case "Fn::Split" ->
                JsonTree.MAPPER.valueToTree(resolve(argument.path(1))
                        .asText()
                        .split(Pattern.quote(argument.path(0).asText()), -1));
            default -> throw new IllegalArgumentException("The local cloud doesn't know " + name + " in " + file + ".");
        };
    }

    private boolean holds(JsonNode condition) {
        Map.Entry<String, JsonNode> function = condition.properties().iterator().next();
        JsonNode operands = function.getValue();
        return switch (function.getKey()) {
            case "Fn::Equals" ->
                resolve(operands.path(0))
                        .asText()
                        .equals(resolve(operands.path(1)).asText());
            case "Fn::Not" -> !holds(operands.path(0));
            default ->
                throw new IllegalArgumentException("The local cloud can't evaluate the condition " + condition + ".");
        };
    }

    private String substitute(JsonNode argument) {
        JsonNode variables = argument.path(1);
        UnaryOperator<String> value = name -> {
            if (variables.has(name)) {
                return resolve(variables.get(name)).asText();
            }
            return name.contains(".") ? attribute(name) : ref(name);
        };
        return SUBSTITUTION
                .matcher(argument.isArray() ? argument.path(0).asText() : argument.asText())
                .replaceAll(found -> Matcher.quoteReplacement(value.apply(found.group(1))))
                .replace("${!", "${");
    }

    private String ref(String name) {
        if (PSEUDO_PARAMETERS.containsKey(name)) {
            return PSEUDO_PARAMETERS.get(name);
        }
        JsonNode parameter = root.path("Parameters").path(name);
        if (parameter.isObject()) {
            return parameter(name, parameter);
        }
        JsonNode properties = declared(name).path("Properties");
        return switch (declared(name).path("Type").asText()) {
            case "AWS::Lambda::Alias" ->
                qualified(properties, properties.path("Name").asText());
            case "AWS::Lambda::Version" -> qualified(properties, "1");
            case "AWS::ApiGateway::Stage" -> properties.path("StageName").asText();
            case "AWS::SQS::Queue" -> "https://sqs." + Arn.REGION + ".amazonaws.com/" + Arn.ACCOUNT + "/" + name;
            case "AWS::SNS::Topic" -> Arn.of("sns", name);
            case "AWS::Events::EventBus" -> resolve(properties.path("Name")).asText();
            default -> name;
        };
    }

    private String parameter(String name, JsonNode parameter) {
        String value = parameters.getOrDefault(name, parameter.path("Default").asText());
        List<String> allowed = JsonTree.texts(parameter.path("AllowedValues"));
        if (parameter.has("AllowedValues") && !allowed.contains(value)) {
            throw new MissingPrerequisite(
                    "-D" + name + " takes " + String.join(" or ", allowed) + ", not " + value + ".");
        }
        String pattern = parameter.path("AllowedPattern").asText(".*");
        if (!value.matches(pattern)) {
            throw new MissingPrerequisite("-D" + name + " must match " + pattern + ", and " + value + " doesn't.");
        }
        if (parameter.path("Type").asText().equals("Number")) {
            requireInRange(name, parameter, value);
        }
        return value;
    }

    private static void requireInRange(String name, JsonNode parameter, String value) {
        long least = parameter.path("MinValue").asLong(Long.MIN_VALUE);
        long most = parameter.path("MaxValue").asLong(Long.MAX_VALUE);
        if (!value.matches("-?\\d{1,18}") || Long.parseLong(value) < least || Long.parseLong(value) > most) {
            throw new MissingPrerequisite("-D" + name + " takes a number"
                    + (parameter.has("MinValue") ? " from " + least : "")
                    + (parameter.has("MaxValue") ? " up to " + most : "")
                    + ", not " + value + ".");
        }
    }

    private String qualified(JsonNode properties, String qualifier) {
        String function = resolve(properties.path("FunctionName")).asText();
        return (function.startsWith("arn:") ? function : Arn.function(function)) + ":" + qualifier;
    }

    private String attribute(String path) {
        String name = path.substring(0, path.indexOf('.'));
        String attribute = path.substring(name.length() + 1);
        String type = declared(name).path("Type").asText();
        return switch (type + " " + attribute) {
            case "AWS::Lambda::Function Arn" -> Arn.function(name);
            case "AWS::Lambda::Version Version" -> "1";
            case "AWS::DynamoDB::Table Arn" -> Arn.table(name);
            case "AWS::DynamoDB::Table StreamArn" -> Arn.stream(name);
            case "AWS::IAM::Role Arn" -> Arn.role(name);
            case "AWS::SQS::Queue Arn" -> Arn.of("sqs", name);
            case "AWS::Events::EventBus Arn" -> Arn.of("events", "event-bus/" + ref(name));
            case "AWS::Logs::LogGroup Arn" -> Arn.of("logs", "log-group:" + name + ":*");
            case "AWS::ApiGateway::RestApi RootResourceId" -> name;
            default ->
                throw new IllegalArgumentException(
                        "The local cloud doesn't support the attribute " + attribute + " of " + type + ".");
        };
    }

    private JsonNode declared(String name) {
        JsonNode resource = root.path("Resources").path(name);
        if (resource.isMissingNode()) {
            throw new IllegalArgumentException(file + " names " + name + ", which it doesn't declare.");
        }
        return resource;
    }
}
