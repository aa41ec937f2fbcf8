package dev.containerevents.table;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An update of some attributes of an item. All names are written as placeholders, because DynamoDB reserves
/// hundreds of words. Not thread-safe.
final class Assignments {

    private final StringJoiner set = new StringJoiner(",", "SET ", "").setEmptyValue("");
    private final StringJoiner remove = new StringJoiner(",", " REMOVE ", "").setEmptyValue("");
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    /// Sets these attributes, and removes those that are null.
    Assignments set(Map<String, @Nullable AttributeValue> attributes) {
        attributes.forEach((name, value) -> {
            if (value == null) {
                remove(name);
            } else {
                set(name, value);
            }
        });
        return this;
    }

    Assignments set(String name, AttributeValue value) {
        String placeholder = ":" + values.size();
        values.put(placeholder, value);
        set.add(name(name) + "=" + placeholder);
        return this;
    }

    /// Sets an attribute that the item lacks.
    Assignments setUnlessPresent(String name, AttributeValue value) {
        String placeholder = ":" + values.size();
        values.put(placeholder, value);
        set.add(name(name) + "=if_not_exists(" + name(name) + "," + placeholder + ")");
        return this;
    }

    Assignments remove(String... attributes) {
        for (String name : attributes) {
            remove.add(name(name));
        }
        return this;
    }

    /// Adds a value for the condition.
    Assignments with(String placeholder, AttributeValue value) {
        values.put(placeholder, value);
        return this;
    }

    /// Adds a placeholder for an attribute of the condition: `#state`.
    String name(String attribute) {
        names.put("#" + attribute, attribute);
        return "#" + attribute;
    }

    String update() {
        return set.toString() + remove;
    }

    Map<String, String> names() {
        return names;
    }

    Map<String, AttributeValue> values() {
        return values;
    }
}
