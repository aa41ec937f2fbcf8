package dev.containerevents.compat.authentik;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a time as authentik's framework does: like Python's `datetime.fromisoformat`, otherwise like Django's
/// `parse_datetime`.
final class AuthentikTime {

    /// authentik's message for a text that isn't a time.
    static final String RULE = "Datetime has wrong format. Use one of these formats instead: "
            + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

    /// authentik's message for a time before year 1 or after year 9999 in UTC.
    static final String OUT_OF_RANGE = "Datetime value out of range.";

    private static final String ZONE = "(?:Z|(?<sign>[+-])(?<offsetHour>\\d\\d)(?:(?<colons>:?)(?<offsetMinute>\\d\\d)"
            + "(?:\\k<colons>(?<offsetSecond>\\d\\d)(?:[.,](?<offsetFraction>\\d+))?)?)?)?";

    /// ISO 8601 with or without hyphens and colons. Any character may separate date and time.
    private static final Pattern ISO = Pattern.compile(
            "(?<year>\\d{4})(?<hyphen>-?)"
                    + "(?:(?<month>\\d\\d)\\k<hyphen>(?<day>\\d\\d)|W(?<week>\\d\\d)(?:\\k<hyphen>(?<weekday>\\d))?)"
                    + "(?:.(?<hour>\\d\\d)(?:(?<colon>:?)(?<minute>\\d\\d)"
                    + "(?:\\k<colon>(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?)?" + ZONE + ")?",
            Pattern.DOTALL);

    /// Django's own form, whose numbers may lack their leading zero.
    private static final Pattern DJANGO =
            Pattern.compile("(?<year>\\d{4})-(?<month>\\d\\d?)-(?<day>\\d\\d?)[T ](?<hour>\\d\\d?):(?<minute>\\d\\d?)"
                    + "(?::(?<second>\\d\\d?)(?:[.,](?<fraction>\\d{1,12}))?)?\\s*" + ZONE);

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private AuthentikTime() {}

    /// Returns the time to the microsecond; finer digits are cut off. A missing zone means UTC, a missing time
    /// midnight. Empty if the text isn't a time.
    static Optional<Instant> parse(String text) {
        return parse(ISO.matcher(text)).or(() -> parse(DJANGO.matcher(text)));
    }

    /// Returns whether authentik can represent that time.
    static boolean isInRange(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }

    private static Optional<Instant> parse(Matcher text) {
        if (!text.matches()) {
            return Optional.empty();
        }
        try {
            Duration offset = Duration.ofHours(number(text, "offsetHour"))
                    .plusMinutes(number(text, "offsetMinute"))
                    .plusSeconds(number(text, "offsetSecond"))
                    .plusNanos(nanos(text, "offsetFraction"));
            if (offset.compareTo(DAY) >= 0) {
                return Optional.empty();
            }
            LocalTime time = LocalTime.of(
                    number(text, "hour"), number(text, "minute"), number(text, "second"), nanos(text, "fraction"));
            Instant local = date(text).atTime(time).toInstant(ZoneOffset.UTC);
            return Optional.of("-".equals(text.group("sign")) ? local.plus(offset) : local.minus(offset));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalDate date(Matcher text) {
        int year = number(text, "year");
        if (year == 0) {
            throw new DateTimeException("Python begins with year 1");
        }
        if (text.group("month") != null) {
            return LocalDate.of(year, number(text, "month"), number(text, "day"));
        }
        // The fourth of January is always in the first week, and a week belongs to the year of its Thursday.
        LocalDate monday = LocalDate.of(year, 1, 4).with(DayOfWeek.MONDAY).plusWeeks(number(text, "week") - 1L);
        if (monday.with(DayOfWeek.THURSDAY).getYear() != year) {
            throw new DateTimeException("no such week");
        }
        return monday.with(DayOfWeek.of(text.group("weekday") == null ? 1 : number(text, "weekday")));
    }

    /// Returns the value of a group; 0 if it is missing.
    private static int number(Matcher text, String group) {
        String digits = text.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /// Returns a fraction of a second in nanoseconds, cut to whole microseconds; 0 if it is missing.
    private static int nanos(Matcher text, String group) {
        String digits = text.group(group);
        return digits == null ? 0 : 1000 * Integer.parseInt((digits + "00000").substring(0, 6));
    }
}
