package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import org.jspecify.annotations.Nullable;

/// A part of an [Expression].
sealed interface Operand permits Path, Operand.Constant {

    /// A text that doesn't depend on the record.
    record Constant(String value) implements Operand {
        @Override
        public String text(JsonValue record) {
            return value;
        }
    }

    /// Returns its text for a record; null if the record has none.
    @Nullable
    String text(JsonValue record);
}
