package dev.containerevents.intake;

import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonSequence;
import dev.containerevents.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The sources that are ready-made: a file each in the resources, which holds the settings of its [Mapping].
final class Sources {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,4}");

    private Sources() {}

    /// Returns the mapping of a source, with settings of the request in place of its own. Empty if there is no
    /// such source.
    ///
    /// @param overrides by setting
    static Optional<Mapping> mapping(String source, Map<String, String> overrides, Faults faults) {
        return settings(source).map(own -> {
            own.putAll(overrides);
            return Mapping.of(overrides.isEmpty() ? source : source + json(overrides), own, "query", faults);
        });
    }

    private static String json(Map<String, String> settings) {
        Map<String, JsonValue> members = new TreeMap<>();
        settings.forEach((name, text) -> members.put(name, new JsonValue.Text(text)));
        return new JsonValue.Obj(members).json();
    }

    private static Optional<Map<String, String>> settings(String source) {
        if (!NAME.matcher(source).matches()) {
            return Optional.empty();
        }
        try (InputStream file = Sources.class.getResourceAsStream("/sources/" + source + ".json")) {
            return file == null
                    ? Optional.empty()
                    : Optional.of(settings(source, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(String source, String json) {
        Map<String, String> settings = new TreeMap<>();
        try (JsonSequence sequence = new JsonSequence(json)) {
            if (!(sequence.next() instanceof JsonValue.Obj(var members))) {
                throw new IllegalStateException("the mapping of " + source + " isn't a JSON object");
            }
            members.forEach((setting, value) -> {
                if (!Mapping.SETTINGS.contains(setting)) {
                    throw new IllegalStateException("the mapping of " + source + " has no setting " + setting);
                }
                if (!(value instanceof JsonValue.Text(String text))) {
                    throw new IllegalStateException("the mapping of " + source + " has no text as " + setting);
                }
                settings.put(setting, text);
            });
        }
        return settings;
    }
}
