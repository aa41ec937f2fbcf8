package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A filter: the subset of EventBridge's patterns with members, exact texts and prefixes.
///
/// It rejects all other patterns: ignoring them would deliver too much or too little.
sealed interface EventPattern {

    boolean matches(JsonNode value);

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException if it has an unsupported pattern
    static EventPattern of(JsonNode pattern) {
        if (pattern.isObject()) {
            return new Members(pattern.properties().stream()
                    .map(member -> Map.entry(member.getKey(), of(member.getValue())))
                    .toList());
        }
        if (!pattern.isArray() || pattern.isEmpty()) {
            throw unknown(pattern);
        }
        List<EventPattern> values = new ArrayList<>();
        pattern.forEach(value -> values.add(value(value)));
        return new AnyOf(List.copyOf(values));
    }

    private static EventPattern value(JsonNode value) {
        if (value.isTextual()) {
            return new Exactly(value.asText());
        }
        if (value.size() == 1 && value.path("prefix").isTextual()) {
            return new Prefix(value.path("prefix").asText());
        }
        throw unknown(value);
    }

    private static IllegalArgumentException unknown(JsonNode pattern) {
        return new IllegalArgumentException("The local cloud can't filter by " + pattern + ".");
    }

    record Members(List<Map.Entry<String, EventPattern>> members) implements EventPattern {
        @Override
        public boolean matches(JsonNode value) {
            return members.stream().allMatch(member -> member.getValue().matches(value.path(member.getKey())));
        }
    }

    record AnyOf(List<EventPattern> values) implements EventPattern {
        @Override
        public boolean matches(JsonNode value) {
            Stream<JsonNode> each =
                    value.isArray() ? StreamSupport.stream(value.spliterator(), false) : Stream.of(value);
            return each.anyMatch(one -> values.stream().anyMatch(pattern -> pattern.matches(one)));
        }
    }

    record Exactly(String text) implements EventPattern {
        @Override
        public boolean matches(JsonNode value) {
            return value.isTextual() && value.asText().equals(text);
        }
    }

    record Prefix(String prefix) implements EventPattern {
        @Override
        public boolean matches(JsonNode value) {
            return value.isTextual() && value.asText().startsWith(prefix);
        }
    }
}
