package dev.containerevents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/// Compares a function's response with the contract's description of its operation and status.
///
/// This is stricter than the contract. A response may gain members, so its schemas are open. But what a function
/// sends today must be documented, so an unknown member is an error here. So is what only the gateway may send.
public final class ContractSchemas {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);

    private static final String COMPONENTS = "/components/schemas";
    private static final String PROBLEM_REF = "#/components/schemas/Problem";

    /// The schemas that have their own members and allow any others.
    private static final Set<String> OPEN = Set.of("Actor");

    private final JsonNode contract;

    /// By schema, because creating one takes longer than using it.
    private final Map<JsonNode, JsonSchema> validators = new ConcurrentHashMap<>();

    public ContractSchemas() {
        try (InputStream yaml = Objects.requireNonNull(getClass().getResourceAsStream("/openapi.yaml"))) {
            contract = MAPPER.valueToTree(new Yaml().load(yaml));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        contract.at(COMPONENTS).properties().stream()
                .filter(schema -> !OPEN.contains(schema.getKey()))
                .forEach(schema -> close(schema.getValue()));
    }

    /// Forbids members that a schema doesn't list, unless it lists none or describes the others.
    private static void close(JsonNode schema) {
        if (schema.has("properties")
                && !schema.path("additionalProperties").isObject()
                && schema instanceof ObjectNode object) {
            object.put("additionalProperties", false);
        }
        schema.forEach(ContractSchemas::close);
    }

    /// Returns the package of an operation's handler, below the base package.
    public String packageOf(String operation) {
        return operation(operation).at("/tags/0").asText();
    }

    /// Returns the ids of all operations.
    public List<String> operations() {
        return operationNodes()
                .map(operation -> operation.path("operationId").asText())
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /// Returns whether the contract lists that status for the operation.
    public boolean lists(String operation, int status) {
        return operation(operation).path("responses").has(Integer.toString(status));
    }

    /// Returns the names of a schema's members, in its order.
    public List<String> members(String schema) {
        List<String> members = new ArrayList<>();
        contract.at("/components/schemas/" + schema + "/properties")
                .fieldNames()
                .forEachRemaining(members::add);
        return members;
    }

    /// Returns the values that a member of a schema may have.
    public List<String> possible(String schema, String member) {
        return contract.at("/components/schemas/" + schema + "/properties/" + member + "/enum")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    /// Returns whether the operation needs no key.
    public boolean isPublic(String operation) {
        return operation(operation).path("security").isEmpty();
    }

    /// Returns the names of the operation's query parameters.
    public List<String> queryParameters(String operation) {
        return StreamSupport.stream(operation(operation).path("parameters").spliterator(), false)
                .map(parameter -> parameter.has("$ref")
                        ? contract.at(parameter.get("$ref").asText().substring(1))
                        : parameter)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }

    /// Returns the names of all members of all schemas.
    public List<String> members() {
        return contract.at(COMPONENTS).findValues("properties").stream()
                .flatMap(properties -> properties.properties().stream())
                .map(Map.Entry::getKey)
                .distinct()
                .sorted()
                .toList();
    }

    /// Returns what is wrong with a response; empty if nothing is.
    public List<String> faults(String operation, int status, String contentType, String body) {
        JsonNode response = operation(operation).path("responses").path(Integer.toString(status));
        if (response.has("$ref")) {
            response = contract.at(response.get("$ref").asText().substring(1));
        }
        if (!response.isMissingNode() && !response.has("content")) {
            return body.isEmpty() ? List.of() : List.of(operation + " documents a " + status + " without a body");
        }
        String mediaType = contentType.replaceFirst(" *;.*", "");
        JsonNode schema = ofFunction(response.path("content"), mediaType);
        if (schema.isMissingNode()) {
            return List.of(operation + " documents no " + status + " of " + contentType);
        }
        try {
            JsonSchema validator = validators.computeIfAbsent(schema, this::validator);
            return values(mediaType, body).stream()
                    .flatMap(value -> validator.validate(value).stream())
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException e) {
            return List.of(e.getMessage());
        }
    }

    /// The schema of that media type, without what only the gateway sends: a problem as `application/json` where a
    /// function sends `application/problem+json`, and a [dev.containerevents.http.Problem] where another API has
    /// its own way to say what is wrong.
    private static JsonNode ofFunction(JsonNode content, String mediaType) {
        JsonNode schema = content.path(mediaType).path("schema");
        if (mediaType.equals("application/json")
                && content.has("application/problem+json")
                && schema.path("$ref").asText().equals(PROBLEM_REF)) {
            return MissingNode.getInstance();
        }
        List<JsonNode> alternatives = schema.path("anyOf")
                .valueStream()
                .filter(alternative -> !alternative.path("$ref").asText().equals(PROBLEM_REF))
                .toList();
        return alternatives.size() == 1 ? alternatives.getFirst() : schema;
    }

    /// Returns what the schema of that media type describes: each line, the text itself, or the single value.
    private static List<JsonNode> values(String mediaType, String body) throws IOException {
        return switch (mediaType) {
            case "application/x-ndjson" ->
                MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(body).readAll();
            case "text/csv", "text/html", "text/javascript", "text/plain", "application/x-protobuf" ->
                List.of(TextNode.valueOf(body));
            default -> List.of(MAPPER.readTree(body));
        };
    }

    private JsonSchema validator(JsonNode schema) {
        // A $ref hides its neighbours in draft 4, so the components are next to an allOf.
        ObjectNode whole = MAPPER.createObjectNode();
        whole.set("components", contract.get("components"));
        whole.putArray("allOf").add(schema);
        return SCHEMAS.getSchema(whole);
    }

    private JsonNode operation(String id) {
        return operationNodes()
                .filter(operation -> operation.path("operationId").asText().equals(id))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("the contract has no operation " + id));
    }

    private Stream<JsonNode> operationNodes() {
        return StreamSupport.stream(contract.get("paths").spliterator(), false)
                .flatMap(path -> StreamSupport.stream(path.spliterator(), false));
    }
}
