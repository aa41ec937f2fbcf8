package dev.containerevents.intake;

import dev.containerevents.event.EventDetails;
import dev.containerevents.json.JsonText;
import dev.containerevents.json.JsonValue;
import dev.containerevents.json.Unicode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The context of an event: the whole record, shortened if it is larger than a context may be.
final class RecordContext {

    /// Room for the member that says that the time is that of the arrival.
    private static final int MOST_BYTES = EventDetails.MOST_CONTEXT_BYTES - 32;

    private static final String TRUNCATED = "_truncated";

    /// JsonObjectReader that say something about the record. A record's own get another name.
    private static final Set<String> OURS = Set.of("_time", TRUNCATED);

    /// A text isn't cut to fewer characters.
    private static final int SHORTEST = 256;

    private static final int MOST_NAMES = 20;
    private static final int LONGEST_NAME = 64;

    private RecordContext() {}

    /// Returns a record as a context.
    static JsonText of(JsonValue.Obj record) {
        JsonValue.Obj renamed = renamed(record);
        JsonText whole = new JsonText(renamed.json());
        return whole.bytes() <= MOST_BYTES ? whole : shortened(renamed);
    }

    private static JsonValue.Obj renamed(JsonValue.Obj record) {
        if (OURS.stream().noneMatch(record.members()::containsKey)) {
            return record;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        record.members().forEach((name, value) -> {
            String unique = name;
            while (OURS.contains(unique)
                    || (!unique.equals(name) && record.members().containsKey(unique))) {
                unique += "#1";
            }
            members.put(unique, value);
        });
        return new JsonValue.Obj(members);
    }

    /// Cuts the longest texts, and leaves out the largest members if that isn't enough.
    private static JsonText shortened(JsonValue.Obj record) {
        for (int longest = MOST_BYTES / 2; longest >= SHORTEST; longest /= 2) {
            Set<String> cut = new TreeSet<>();
            JsonValue.Obj shorter = (JsonValue.Obj) cut(record, "", longest, cut);
            JsonText text = marked(shorter, cut);
            if (text.bytes() <= MOST_BYTES) {
                return text;
            }
        }
        Set<String> cut = new TreeSet<>();
        JsonValue.Obj shorter = (JsonValue.Obj) cut(record, "", SHORTEST, cut);
        return withoutLargest(shorter, cut);
    }

    private static JsonValue cut(JsonValue value, String path, int longest, Set<String> cut) {
        return switch (value) {
            case JsonValue.Text(String text)
            when text.length() > longest -> {
                cut.add(path);
                yield new JsonValue.Text(Unicode.abbreviated(text, longest));
            }
            case JsonValue.Obj(Map<String, JsonValue> members) -> {
                Map<String, JsonValue> shorter = new LinkedHashMap<>();
                members.forEach((name, member) ->
                        shorter.put(name, cut(member, path.isEmpty() ? name : path + "." + name, longest, cut)));
                yield new JsonValue.Obj(shorter);
            }
            case JsonValue.Arr(List<JsonValue> elements) -> {
                List<JsonValue> shorter = new ArrayList<>();
                for (int i = 0; i < elements.size(); i++) {
                    shorter.add(cut(elements.get(i), path + "[" + i + "]", longest, cut));
                }
                yield new JsonValue.Arr(shorter);
            }
            default -> value;
        };
    }

    private static JsonText withoutLargest(JsonValue.Obj record, Set<String> cut) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        record.members().forEach((name, value) -> sizes.put(name, new JsonText(value.json()).bytes() + name.length()));
        List<String> largest = new ArrayList<>(sizes.keySet());
        largest.sort(Comparator.comparing(sizes::get, Comparator.reverseOrder()));
        Map<String, JsonValue> left = new LinkedHashMap<>(record.members());
        Set<String> missing = new TreeSet<>(cut);
        int step = 1;
        for (int i = 0; i < largest.size(); i += step, step *= 2) {
            for (String name : largest.subList(i, Math.min(i + step, largest.size()))) {
                left.remove(name);
                missing.add(name);
            }
            JsonText text = marked(new JsonValue.Obj(left), missing);
            if (text.bytes() <= MOST_BYTES) {
                return text;
            }
        }
        return marked(new JsonValue.Obj(Map.of()), missing);
    }

    /// Adds the names of what was shortened or left out.
    private static JsonText marked(JsonValue.Obj record, Set<String> cut) {
        Map<String, JsonValue> members = new LinkedHashMap<>(record.members());
        List<JsonValue> names = new ArrayList<>();
        for (String name : cut) {
            names.add(new JsonValue.Text(names.size() == MOST_NAMES ? "…" : Unicode.abbreviated(name, LONGEST_NAME)));
            if (names.size() > MOST_NAMES) {
                break;
            }
        }
        members.put(TRUNCATED, new JsonValue.Arr(names));
        return new JsonText(new JsonValue.Obj(members).json());
    }
}
