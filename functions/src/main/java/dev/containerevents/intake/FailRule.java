package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says which records report a failure: those that meet any of its conditions. Its grammar is in SOURCES.md.
record FailRule(List<Condition> conditions) {

    static final FailRule NEVER = new FailRule(List.of());

    /// What a value must be.
    sealed interface Test {}

    /// It is there, and neither null nor false nor blank.
    record Present() implements Test {}

    /// It is one of these, whatever their case.
    record OneOf(List<String> values) implements Test {}

    /// It is there, and none of these.
    record NoneOf(List<String> values) implements Test {}

    /// The pattern is found in it.
    record Matches(Pattern pattern) implements Test {}

    record Condition(Path path, Test test) {

        boolean holds(JsonValue record) {
            String text = path.text(record);
            return switch (test) {
                case Present() -> isPresent(text, path.in(record));
                case OneOf(List<String> values) -> text != null && isIn(values, text);
                case NoneOf(List<String> values) -> text != null && !isIn(values, text);
                case Matches(Pattern pattern) -> text != null && LimitedText.matches(pattern, text);
            };
        }

        private static boolean isPresent(@Nullable String text, @Nullable JsonValue value) {
            return text != null
                    ? !text.equals("false")
                    : value instanceof JsonValue.Obj || value instanceof JsonValue.Arr;
        }

        private static boolean isIn(List<String> values, String text) {
            return values.stream().anyMatch(text.strip()::equalsIgnoreCase);
        }
    }

    boolean holds(JsonValue record) {
        for (Condition condition : conditions) {
            if (condition.holds(record)) {
                return true;
            }
        }
        return false;
    }
}
