package dev.containerevents.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// One change of a valid JSON text, at a random place.
///
/// @param place the index of a value of the text, or of a character, modulo their number
/// @param name  the name of a member that is added
/// @param value JSON, or something similar
record JsonMutation(Kind kind, int place, String name, String value) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    /// Stands for the value in the tree. Replaced by the value, which needn't be JSON, once the tree is text.
    private static final String MARK = "\u0001value\u0001";

    enum Kind {
        NONE,
        REPLACE,
        REMOVE,
        ADD,
        REPEAT,
        CUT,
        INSERT,
        FOLLOW
    }

    static Arbitrary<JsonMutation> any(Arbitrary<String> names) {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(1, Arbitraries.just(Kind.NONE)), Tuple.of(3, Arbitraries.of(Kind.class))),
                        Arbitraries.integers().between(0, 10_000),
                        names,
                        Hostile.json(names))
                .as(JsonMutation::new);
    }

    String applyTo(String text) {
        return switch (kind) {
            case NONE -> text;
            case REPLACE, REMOVE, ADD, REPEAT -> inTree(text);
            case CUT -> text.substring(0, text.isEmpty() ? 0 : place % text.length());
            case INSERT ->
                new StringBuilder(text)
                        .insert(place % (text.length() + 1), value)
                        .toString();
            case FOLLOW -> text + value;
        };
    }

    private String inTree(String text) {
        try {
            JsonNode root = MAPPER.readTree(text);
            List<JsonNode> structures = new ArrayList<>();
            collect(root, structures);
            if (structures.isEmpty()) {
                return value;
            }
            String quotedMark = Hostile.quoted(MARK);
            switch (structures.get(place % structures.size())) {
                case ObjectNode object -> {
                    List<String> members = new ArrayList<>(
                            object.properties().stream().map(Map.Entry::getKey).toList());
                    String member = members.isEmpty() || kind == Kind.ADD ? name : members.get(place % members.size());
                    if (kind == Kind.REMOVE) {
                        object.remove(member);
                    } else if (kind == Kind.REPEAT) {
                        object.put(MARK, 0);
                        return root.toString().replace(quotedMark + ":0", Hostile.quoted(member) + ":" + value);
                    } else {
                        object.put(member, MARK);
                    }
                }
                case ArrayNode array -> {
                    if (kind == Kind.REMOVE && !array.isEmpty()) {
                        array.remove(place % array.size());
                    } else {
                        array.add(MARK);
                    }
                }
                default -> throw new IllegalStateException();
            }
            return root.toString().replace(quotedMark, value);
        } catch (JsonProcessingException e) {
            return text + value;
        }
    }

    private static void collect(JsonNode node, List<JsonNode> structures) {
        if (node.isContainerNode()) {
            structures.add(node);
        }
        node.forEach(child -> collect(child, structures));
    }
}
