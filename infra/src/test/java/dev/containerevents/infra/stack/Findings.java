package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects the findings of a check.
final class Findings {

    private final List<String> texts = new ArrayList<>();

    void unless(boolean right, String text) {
        if (!right) {
            texts.add(text);
        }
    }

    void equal(String what, Object expected, JsonNode actual) {
        equal(what, expected, StackTemplate.text(actual));
    }

    void equal(String what, Object expected, String actual) {
        unless(String.valueOf(expected).equals(actual), what + " should be " + expected + ", not '" + actual + "'");
    }

    /// Expects the same elements, in any order.
    void same(String what, Collection<?> expected, Collection<?> actual) {
        Set<Object> missing = new HashSet<>(expected);
        missing.removeAll(actual);
        Set<Object> superfluous = new HashSet<>(actual);
        superfluous.removeAll(expected);
        unless(missing.isEmpty(), what + " lacks " + missing);
        unless(superfluous.isEmpty(), what + " should not have " + superfluous);
        unless(expected.size() == actual.size(), what + " should be " + expected.size() + ", not " + actual.size());
    }

    List<String> list() {
        return List.copyOf(texts);
    }
}
