package dev.containerevents.http;

import dev.containerevents.json.Faults;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.json.Unicode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the query parameters of a request one by one, as [dev.containerevents.json.JsonObjectReader] does. Not
/// thread-safe.
public final class Query {

    private static final String TIME_RULE = Rfc3339.RULE + ", or milliseconds since 1970";

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})(\\.\\d*)?");

    /// 1973-03-03 as milliseconds. As seconds it is the year 5138.
    private static final long LEAST_MILLIS = 100_000_000_000L;

    private static final Pattern SMALL_NUMBER = Pattern.compile("\\d{1,9}");

    private final Map<String, List<String>> parameters;
    private final Faults faults;

    Query(Map<String, List<String>> parameters, Faults faults) {
        this.parameters = new LinkedHashMap<>(parameters);
        this.faults = faults;
    }

    /// Takes a parameter that may appear only once.
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

    /// Takes a parameter that may be repeated.
    public List<String> texts(String name) {
        List<String> values = parameters.remove(name);
        return values == null ? List.of() : values;
    }

    /// Takes a time: RFC 3339, or milliseconds since 1970. A number that is too small for milliseconds of this
    /// century is a fault: it is probably in seconds and would be read as a day in 1970.
    public @Nullable Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            return millis(name, number);
        }
        Optional<Instant> time = Rfc3339.parse(text);
        if (time.isEmpty()) {
            boolean lostItsPlus = Rfc3339.parse(withPlus(text)).isPresent();
            fault(name, lostItsPlus ? "has a space instead of a plus sign: encode + as %2B" : TIME_RULE);
        }
        return time.orElse(null);
    }

    private @Nullable Instant millis(String name, Matcher number) {
        long millis = Long.parseLong(number.group(1));
        if (millis != 0 && millis < LEAST_MILLIS) {
            fault(name, "looks like seconds; expected milliseconds or RFC 3339");
            return null;
        }
        if (number.group(2) != null) {
            fault(name, TIME_RULE);
            return null;
        }
        return Instant.ofEpochMilli(millis);
    }

    /// A plus sign that wasn't encoded arrives as a space. In a time, it precedes the offset at the end.
    private static String withPlus(String text) {
        int space = text.lastIndexOf(' ');
        return space < 0 ? text : text.substring(0, space) + '+' + text.substring(space + 1);
    }

    /// Takes a whole number within bounds. Returns the other value if there is none, or it is invalid.
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

    /// Adds a fault for each parameter that wasn't taken. A misspelled filter must not show everything.
    public void rejectUnknown() {
        for (String name : parameters.keySet()) {
            fault(Unicode.abbreviated(name, 64), "is not a known parameter");
        }
    }
}
