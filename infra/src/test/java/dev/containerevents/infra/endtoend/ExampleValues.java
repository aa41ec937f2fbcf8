package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Maps the values in a document's examples to those of this run. A value that the service chooses, such as an id,
/// is compared by its shape at its first occurrence, and exactly from then on.
final class ExampleValues {

    private static final String ANY_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern UUID = Pattern.compile(ANY_UUID);
    private static final Pattern EVENT_ID = Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-7)[0-9a-f-]{21}");
    private static final Pattern STORED = Pattern.compile("2026-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.(\\d{3}){1,3}Z");

    /// A time at most an hour ahead.
    private static final Pattern SOON = Pattern.compile("2027-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.(\\d{3}){1,3}Z");

    private static final Pattern KEY = Pattern.compile("ce_v?[0-9a-f]{16}_[0-9a-f]{48}");
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{34}");

    private static final List<Pattern> SHAPES = List.of(UUID, STORED, SOON, KEY, KEY_ID, TOKEN);

    /// How far the clocks of two processes on one machine may differ.
    private static final Duration CLOCKS = Duration.ofSeconds(1);

    private final Instant begin = Instant.now();
    private final Map<String, String> known = new HashMap<>();

    /// Replaces a value in the document, wherever it is a word, by a value of this run.
    void put(String documented, String actual) {
        known.put(documented, actual);
    }

    /// Returns the text with all known values of this run.
    String inThisRun(String text) {
        return words(known.keySet().stream().map(Pattern::quote).toList())
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(known.get(found.group())));
    }

    /// Fails unless a text of this run matches the documented one.
    void assertSame(String documented, String actual) {
        List<String> values = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        Matcher matcher = values().matcher(documented);
        int end = 0;
        while (matcher.find()) {
            String value = matcher.group();
            expected.append(Pattern.quote(documented.substring(end, matcher.start())));
            if (known.containsKey(value)) {
                expected.append(Pattern.quote(known.get(value)));
            } else {
                values.add(value);
                expected.append('(').append(shape(value)).append(')');
            }
            end = matcher.end();
        }
        expected.append(Pattern.quote(documented.substring(end)));
        Matcher found = Pattern.compile(expected.toString()).matcher(actual);
        assertThat(found.matches()).as("%s%nis%n%s", documented, actual).isTrue();
        for (int i = 0; i < values.size(); i++) {
            learn(values.get(i), found.group(i + 1));
        }
    }

    private void learn(String documented, String actual) {
        if (STORED.matcher(documented).matches()) {
            // Two events of an example may or may not be stored in the same millisecond.
            assertThat(Instant.parse(actual))
                    .isBetween(begin.minus(CLOCKS), Instant.now().plus(CLOCKS));
            return;
        }
        if (SOON.matcher(documented).matches()) {
            assertThat(Instant.parse(actual)).isBetween(begin, Instant.now().plus(Duration.ofHours(1)));
            return;
        }
        String before = known.putIfAbsent(documented, actual);
        assertThat(Optional.ofNullable(before).orElse(actual))
                .as(documented + " of the document")
                .isEqualTo(actual);
    }

    /// Returns the pattern of a value. The time in an event's id is that of its timestamp, which is in the
    /// document.
    private static String shape(String documented) {
        Matcher eventId = EVENT_ID.matcher(documented);
        if (eventId.matches()) {
            return eventId.group(1) + "[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
        }
        return STORED.matcher(documented).matches() || SOON.matcher(documented).matches()
                ? "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.(?:\\d{3}){1,3}Z"
                : SHAPES.stream()
                        .filter(pattern -> pattern.matcher(documented).matches())
                        .map(Pattern::pattern)
                        .findFirst()
                        .orElseThrow();
    }

    private Pattern values() {
        List<String> alternatives = new ArrayList<>();
        known.keySet().forEach(value -> alternatives.add(Pattern.quote(value)));
        SHAPES.forEach(pattern -> alternatives.add(pattern.pattern()));
        return words(alternatives);
    }

    private static Pattern words(List<String> alternatives) {
        return Pattern.compile("(?<![\\w-])(?:" + String.join("|", alternatives) + ")(?![\\w-])");
    }
}
