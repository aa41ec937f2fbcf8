package dev.containerevents.intake;

import dev.containerevents.json.JsonSequence;
import dev.containerevents.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the records in a body: JSON objects, one after the other, in an array, or in an array within an object;
/// and lines of text.
///
/// @param path  where the records are in an object; without alternatives if the object's only array has a usual
/// name
/// @param isTop whether each object of the body is a record, whatever is in it
record Records(Expression path, boolean isTop) {

    /// The setting that takes each object of the body as a record.
    static final String BODY = "*";

    /// Names that the array of a body usually has.
    private static final Set<String> USUAL = Set.of("Records", "records", "items", "value", "events", "logEvents");

    private static final String DATA = "data";
    private static final Set<String> DATA_EVENTS = Set.of("events");

    /// What precedes an action in a body of Elasticsearch's `_bulk`.
    private static final Set<String> BULK_ACTIONS = Set.of("index", "create");

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /// Precedes each value of `application/json-seq`.
    private static final char SEPARATOR = '\u001e';

    /// The maximum number of records of a request.
    static final int MOST = 10_000;

    /// With an action for each.
    private static final int MOST_VALUES = 2 * MOST;

    /// Returns the values of a body. A line that isn't JSON is a text. The rest of a body that has too many is
    /// left out.
    static List<JsonValue> values(String body) {
        String text = body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
        if (text.indexOf(SEPARATOR) == 0) {
            text = text.replace(SEPARATOR, '\n');
        }
        List<JsonValue> values = new ArrayList<>();
        int begin = addAll(text, values);
        while (begin < text.length() && values.size() <= MOST_VALUES) {
            int lineEnd = text.indexOf('\n', begin);
            int end = lineEnd < 0 ? text.length() : lineEnd;
            addLine(text.substring(begin, end), values);
            begin = end + 1;
        }
        return values;
    }

    /// Adds all values up to the first thing that isn't JSON, and returns where that begins.
    private static int addAll(String text, List<JsonValue> values) {
        try (JsonSequence sequence = new JsonSequence(text)) {
            JsonValue value = sequence.next();
            while (value != null) {
                values.add(value);
                value = values.size() > MOST_VALUES ? null : sequence.next();
            }
            return sequence.isBroken() ? sequence.end() : text.length();
        }
    }

    private static void addLine(String sent, List<JsonValue> values) {
        String line = sent.endsWith("\r") ? sent.substring(0, sent.length() - 1) : sent;
        List<JsonValue> ofLine = new ArrayList<>();
        if (line.isBlank()) {
            return;
        }
        if (addAll(line, ofLine) == line.length()) {
            values.addAll(ofLine);
        } else {
            values.add(new JsonValue.Text(line));
        }
    }

    /// Returns whether values are those of a body of `_bulk`, in which each record follows an action.
    static boolean isBulk(List<JsonValue> values) {
        if (values.isEmpty() || values.size() % 2 == 1) {
            return false;
        }
        for (int i = 0; i < values.size(); i += 2) {
            if (!isBulkAction(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Returns the records of a body of `_bulk`.
    static List<JsonValue> withoutActions(List<JsonValue> values) {
        List<JsonValue> records = new ArrayList<>();
        for (int i = 1; i < values.size(); i += 2) {
            records.add(values.get(i));
        }
        return records;
    }

    private static boolean isBulkAction(JsonValue value) {
        return value instanceof JsonValue.Obj(var members)
                && members.size() == 1
                && BULK_ACTIONS.containsAll(members.keySet())
                && members.values().iterator().next() instanceof JsonValue.Obj(var settings)
                && settings.keySet().stream().allMatch(name -> name.startsWith("_"));
    }

    /// Adds the records of a value of the body.
    void addTo(List<Received> all, JsonValue value, Received.Origin around) {
        List<JsonValue> elements = value instanceof JsonValue.Arr(var list) ? list : List.of(value);
        for (JsonValue element : elements) {
            List<JsonValue> inner = element instanceof JsonValue.Obj object ? within(object) : null;
            for (JsonValue record : inner == null ? List.of(element) : inner) {
                if (record != JsonValue.Literal.NULL) {
                    all.add(Received.of(record, around));
                }
            }
        }
    }

    /// Returns the records in an object; null if the object itself is the record.
    private @Nullable List<JsonValue> within(JsonValue.Obj object) {
        if (isTop) {
            return null;
        }
        JsonValue found = path.alternatives().isEmpty() || isEmptyList(object)
                ? usual(object)
                : path.value(object, value -> value instanceof JsonValue.Arr ? value : null);
        return found instanceof JsonValue.Arr(var elements) ? elements : null;
    }

    private static boolean isEmptyList(JsonValue.Obj object) {
        return object.members().size() == 1
                && object.members().values().iterator().next() instanceof JsonValue.Arr(var elements)
                && elements.isEmpty();
    }

    /// Returns the only array of an object, if it has a usual name and holds objects. An object that has more than
    /// an empty array is a record: it would be lost otherwise.
    private static @Nullable JsonValue usual(JsonValue.Obj object) {
        Map<String, JsonValue> members = object.members();
        JsonValue.Arr only = onlyArray(members, USUAL);
        boolean hasArray = members.values().stream().anyMatch(JsonValue.Arr.class::isInstance);
        if (!hasArray && members.get(DATA) instanceof JsonValue.Obj(var data)) {
            only = onlyArray(data, DATA_EVENTS);
        }
        if (only == null || (only.elements().isEmpty() && members.size() > 1)) {
            return null;
        }
        return only.elements().stream().allMatch(JsonValue.Obj.class::isInstance) ? only : null;
    }

    private static JsonValue.@Nullable Arr onlyArray(Map<String, JsonValue> members, Set<String> names) {
        JsonValue.Arr only = null;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            if (member.getValue() instanceof JsonValue.Arr array) {
                if (only != null || !names.contains(member.getKey())) {
                    return null;
                }
                only = array;
            }
        }
        return only;
    }
}
