package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a value is in a record: `addr.remote`, `output_fields["container.id"]`, `events[0].name`.
///
/// Names without quotes may also be parts of one name: `addr.remote` finds `{"addr":{"remote":1}}` and
/// `{"addr.remote":1}`.
record Path(List<Step> steps) implements Operand {

    /// One step into a value.
    sealed interface Step {}

    /// A member of an object.
    ///
    /// @param joins whether its name may be a part of a longer one that has dots
    record Name(String name, boolean joins) implements Step {}

    /// An element of an array.
    ///
    /// @param index from 0; if it is negative, from the end
    record Index(int index) implements Step {}

    /// Returns the value; null if the record has none there.
    @Nullable
    JsonValue in(JsonValue record) {
        return find(record, 0);
    }

    @Override
    public @Nullable String text(JsonValue record) {
        return switch (in(record)) {
            case JsonValue.Text(String text) when !text.isBlank() -> text;
            case JsonValue.Num(String text) -> text;
            case JsonValue.Literal literal when literal != JsonValue.Literal.NULL -> literal.text();
            case null, default -> null;
        };
    }

    private @Nullable JsonValue find(JsonValue value, int from) {
        if (from == steps.size()) {
            return value;
        }
        return switch (steps.get(from)) {
            case Name(String name, boolean joins) ->
                value instanceof JsonValue.Obj(var members) ? find(members, name, joins, from + 1) : null;
            case Index(int index) -> {
                List<JsonValue> elements = value instanceof JsonValue.Arr(var list) ? list : List.of();
                int at = index < 0 ? elements.size() + index : index;
                yield at >= 0 && at < elements.size() ? find(elements.get(at), from + 1) : null;
            }
        };
    }

    /// @param next the step after the name
    private @Nullable JsonValue find(Map<String, JsonValue> members, String name, boolean joins, int next) {
        JsonValue member = members.get(name);
        JsonValue found = member == null ? null : find(member, next);
        if (found == null
                && joins
                && next < steps.size()
                && steps.get(next) instanceof Name(String further, boolean more)) {
            return more ? find(members, name + "." + further, true, next + 1) : null;
        }
        return found;
    }
}
