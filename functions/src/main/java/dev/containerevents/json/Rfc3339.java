package dev.containerevents.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes times as RFC 3339 has them, which is less than what the JDK takes: no hour 24, no year of five
/// digits, no offset with seconds. A leap second counts as the second before it.
public final class Rfc3339 {

    /// What a time must be, readable after the name of whatever bears it.
    public static final String RULE = "must be an RFC 3339 time, such as 2023-11-18T12:00:00Z";

    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}[Tt ](?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60))"
                    + "(?:(\\.\\d{1,9})\\d*)?([Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)");

    private static final String LEAP_SECOND = ":60";

    private static final int DAY = 24 * 60 * 60;

    private Rfc3339() {}

    /// To the nanosecond; finer digits are cut off. Empty if it is no such time.
    public static Optional<Instant> parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        try {
            String fraction = time.group(2) == null ? "" : time.group(2);
            String seconds = time.group(1).replace(' ', 'T');
            if (!seconds.endsWith(LEAP_SECOND)) {
                return Optional.of(Instant.parse(seconds + fraction + time.group(3)));
            }
            // The JDK takes one only where it is midnight by the clock, not where it is by UTC.
            Instant before = Instant.parse(seconds.replaceFirst(LEAP_SECOND + "$", ":59") + fraction + time.group(3));
            return Optional.of(before).filter(instant -> Math.floorMod(instant.getEpochSecond(), DAY) == DAY - 1);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// As [Instant#toString()] writes it, without the formatter, which takes half as long again: a page has a
    /// thousand events of two times each.
    public static String text(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        String text = utc.toString();
        // It leaves out seconds that are nought.
        return text.concat(utc.getSecond() == 0 && utc.getNano() == 0 ? ":00Z" : "Z");
    }
}
