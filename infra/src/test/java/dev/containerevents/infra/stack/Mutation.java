package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/// One way to break the template.
///
/// @param check the name of the check that must notice it
/// @param pointer the place of the change in the template
record Mutation(String check, String pointer, Consumer<JsonNode> change) {

    /// Changes the object there.
    static Mutation in(String check, String pointer, Consumer<ObjectNode> change) {
        return new Mutation(check, pointer, node -> change.accept((ObjectNode) node));
    }

    /// Changes the list there.
    static Mutation list(String check, String pointer, Consumer<ArrayNode> change) {
        return new Mutation(check, pointer, node -> change.accept((ArrayNode) node));
    }

    @Override
    public String toString() {
        return check + ": " + pointer;
    }
}
