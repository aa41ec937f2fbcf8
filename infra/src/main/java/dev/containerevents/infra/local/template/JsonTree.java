package dev.containerevents.infra.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Shorthands for Jackson's tree.
public final class JsonTree {

    /// Reads and writes JSON. Thread-safe.
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonTree() {}

    /// Returns a new, empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// Reads a text. Empty if it isn't exactly one JSON value.
    public static Optional<JsonNode> parse(byte[] text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /// Returns a node as text in UTF-8.
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /// Returns the texts of an array, or a single text; policies allow both.
    public static List<String> texts(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(node.asText());
    }
}
