package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a value from a record: the first alternative that the record has and that fits. Its grammar is in
/// SOURCES.md.
///
/// @param alternatives each a list of operands, whose texts are joined
record Expression(List<List<Operand>> alternatives) {

    static final Expression NOTHING = new Expression(List.of());

    /// Returns the first value that a reader can use, as it returns it; null if there is none.
    ///
    /// @param reader returns null for a text that doesn't fit
    <T> @Nullable T text(JsonValue record, Function<String, @Nullable T> reader) {
        for (List<Operand> operands : alternatives) {
            String text = joined(operands, record);
            T value = text == null ? null : reader.apply(text);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /// Does the same with values of any kind. A joined value is a text.
    <T> @Nullable T value(JsonValue record, Function<JsonValue, @Nullable T> reader) {
        for (List<Operand> operands : alternatives) {
            JsonValue found = operands.size() == 1 && operands.getFirst() instanceof Path path
                    ? path.in(record)
                    : text(joined(operands, record));
            T value = found == null ? null : reader.apply(found);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable JsonValue text(@Nullable String text) {
        return text == null ? null : new JsonValue.Text(text);
    }

    /// All operands must have a text.
    private static @Nullable String joined(List<Operand> operands, JsonValue record) {
        if (operands.size() == 1) {
            return operands.getFirst().text(record);
        }
        StringBuilder joined = new StringBuilder();
        for (Operand operand : operands) {
            String text = operand.text(record);
            if (text == null) {
                return null;
            }
            joined.append(text);
        }
        return joined.toString();
    }
}
