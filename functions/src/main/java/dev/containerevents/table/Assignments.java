package dev.containerevents.table;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An update of some attributes of an item. Expressions name each attribute by an alias, because DynamoDB
/// reserves hundreds of words. Not thread-safe.
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
        set.add(name(name) + "=" + value(value));
        return this;
    }

    /// Sets an attribute that the item lacks.
    Assignments setUnlessPresent(String name, AttributeValue value) {
        set.add(name(name) + "=if_not_exists(" + name(name) + "," + value(value) + ")");
        return this;
    }

    Assignments remove(String... attributes) {
        for (String name : attributes) {
            remove.add(name(name));
        }
        return this;
    }

    /// Adds a value and returns its name in an expression: `:0`.
    private String value(AttributeValue value) {
        String name = ":" + values.size();
        values.put(name, value);
        return name;
    }

    /// Adds a value for the condition.
    ///
    /// @param name in the condition: `:token`
    Assignments with(String name, AttributeValue value) {
        values.put(name, value);
        return this;
    }

    /// Adds an attribute and returns its name in an expression: `#state`.
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
