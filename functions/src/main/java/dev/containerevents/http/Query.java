package dev.containerevents.http;

import dev.containerevents.json.Faults;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.json.Unicode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query parameters of a request, taken one by one as [dev.containerevents.json.Members] are. Not thread-safe.
public final class Query {

    private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{1,15}");
    private static final Pattern SMALL_NUMBER = Pattern.compile("\\d{1,9}");

    private final Map<String, List<String>> parameters;
    private final Faults faults;

    Query(Map<String, List<String>> parameters, Faults faults) {
        this.parameters = new LinkedHashMap<>(parameters);
        this.faults = faults;
    }

    /// A parameter that may stand only once.
    public @Nullable String text(String name) {
        List<String> values = parameters.remove(name);
        if (values == null) {
            return null;
        }
        if (values.size() > 1) {
            fault(name, "may be given only once");
            return null;
        }
        return values.getFirst();
    }

    /// A parameter that may stand any number of times.
    public List<String> texts(String name) {
        List<String> values = parameters.remove(name);
        return values == null ? List.of() : values;
    }

    /// A time: RFC 3339, or milliseconds since 1970.
    public @Nullable Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        if (EPOCH_MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        Optional<Instant> time = Rfc3339.parse(text);
        if (time.isEmpty()) {
            fault(name, Rfc3339.RULE + ", or milliseconds since 1970");
        }
        return time.orElse(null);
    }

    /// A whole number within bounds; the other value where there is none, or a wrong one.
    public int number(String name, int least, int most, int otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        if (SMALL_NUMBER.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        fault(name, "must be a whole number from " + least + " to " + most);
        return otherwise;
    }

    /// Adds a fault of a parameter that was taken.
    public void fault(String name, String why) {
        faults.add("query/" + name, why);
    }

    /// A fault for each parameter that nobody took: a misspelt filter must not show everything.
    public void refuseOthers() {
        for (String name : parameters.keySet()) {
            fault(Unicode.abbreviated(name, 64), "is not a parameter that is known here");
        }
    }
}
