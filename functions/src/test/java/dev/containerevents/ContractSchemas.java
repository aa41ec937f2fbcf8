package dev.containerevents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/// Holds an answer against what the contract says of its operation and status.
public final class ContractSchemas {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);

    private final JsonNode contract;

    public ContractSchemas() {
        try (InputStream yaml = Objects.requireNonNull(getClass().getResourceAsStream("/openapi.yaml"))) {
            contract = MAPPER.valueToTree(new Yaml().load(yaml));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The package of an operation's handler, below the base package.
    public String packageOf(String operation) {
        return operation(operation).at("/tags/0").asText();
    }

    /// What is wrong with that answer: nothing, if the list is empty.
    public List<String> faults(String operation, int status, String contentType, String body) {
        JsonNode response = operation(operation).path("responses").path(Integer.toString(status));
        if (response.has("$ref")) {
            response = contract.at(response.get("$ref").asText().substring(1));
        }
        String mediaType = contentType.replaceFirst(" *;.*", "");
        JsonNode schema = response.path("content").path(mediaType).path("schema");
        if (schema.isMissingNode()) {
            return List.of(operation + " documents no " + status + " of " + contentType);
        }
        ObjectNode whole = schema.deepCopy();
        whole.set("components", contract.get("components"));
        try {
            JsonSchema validator = validator(whole);
            return values(mediaType, body).stream()
                    .flatMap(value -> validator.validate(value).stream())
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException e) {
            return List.of(e.getMessage());
        }
    }

    /// What the schema of that media type describes: each line, the text itself, or the one value.
    private static List<JsonNode> values(String mediaType, String body) throws IOException {
        return switch (mediaType) {
            case "application/x-ndjson" ->
                MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(body).readAll();
            case "text/csv" -> List.of(TextNode.valueOf(body));
            default -> List.of(MAPPER.readTree(body));
        };
    }

    private static JsonSchema validator(JsonNode schema) {
        // A $ref hides its neighbours in draft 4, so the components stand beside an allOf.
        ObjectNode whole = MAPPER.createObjectNode();
        ObjectNode part = schema.deepCopy();
        whole.set("components", part.remove("components"));
        whole.putArray("allOf").add(part);
        return SCHEMAS.getSchema(whole);
    }

    private JsonNode operation(String id) {
        return StreamSupport.stream(contract.get("paths").spliterator(), false)
                .flatMap(path -> StreamSupport.stream(path.spliterator(), false))
                .filter(operation -> operation.path("operationId").asText().equals(id))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("the contract has no operation " + id));
    }
}
