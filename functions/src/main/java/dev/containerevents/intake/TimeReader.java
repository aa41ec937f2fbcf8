package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the times of records: RFC 3339 as many programs write it, and seconds, milliseconds, microseconds or
/// nanoseconds since 1970. A time is never guessed: one without a zone isn't readable unless the zone is given.
///
/// @param zone of times without one; null if these can't be read
record TimeReader(@Nullable ZoneId zone) {

    private static final Pattern TEXT =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[Tt ]([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d|60)(?:[.,](\\d{1,30}))?"
                    + "(?:([Zz]| ?UTC| ?GMT)| ?([+-])([01]\\d|2[0-3])(?::?([0-5]\\d))?(?: UTC)?)?");

    /// 9 to 11 digits are seconds from 1973 to 5138; each finer unit has three more.
    private static final Pattern NUMBER = Pattern.compile("([1-9]\\d{8,19})(?:\\.(\\d{1,30}))?");

    private static final Pattern SCIENTIFIC = Pattern.compile("\\d(?:\\.\\d{1,30})?[eE]\\+?\\d{1,2}");
    private static final int DIGITS_OF_SECONDS = 9;
    private static final int DIGITS_OF_A_UNIT = 3;

    private static final int MILLI_DIGITS = 3;
    private static final int NANO_DIGITS = 9;

    /// Returns the time that a value means. Empty if it can't be read, or stands for a missing time.
    Optional<RecordTime> read(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(String text) -> read(text.strip());
            case JsonValue.Num(String text) -> number(text);
            default -> Optional.empty();
        };
    }

    Optional<RecordTime> read(String text) {
        Matcher time = TEXT.matcher(text);
        return time.matches() ? text(time) : number(text);
    }

    private Optional<RecordTime> text(Matcher time) {
        String fraction = time.group(5) == null ? "" : time.group(5);
        boolean isLeapSecond = time.group(4).equals("60");
        try {
            LocalDateTime local = LocalDateTime.parse(time.group(1) + "T" + time.group(2) + ":" + time.group(3) + ":"
                            + (isLeapSecond ? "59" : time.group(4)))
                    .withNano(nanos(fraction));
            Instant instant = instant(local, time);
            return instant == null || instant.isBefore(Instant.EPOCH)
                    ? Optional.empty()
                    : Optional.of(new RecordTime(instant, fraction.length() >= MILLI_DIGITS));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private @Nullable Instant instant(LocalDateTime local, Matcher time) {
        if (time.group(6) != null) {
            return local.toInstant(ZoneOffset.UTC);
        }
        if (time.group(7) != null) {
            int minutes = 60 * Integer.parseInt(time.group(8))
                    + (time.group(9) == null ? 0 : Integer.parseInt(time.group(9)));
            return local.toInstant(ZoneOffset.UTC)
                    .minusSeconds(60L * (time.group(7).equals("-") ? -minutes : minutes));
        }
        // When clocks are set back, an hour happens twice.
        List<ZoneOffset> offsets = zone == null ? List.of() : zone.getRules().getValidOffsets(local);
        return offsets.size() == 1 ? local.toInstant(offsets.getFirst()) : null;
    }

    /// Digits beyond the nanosecond are cut.
    private static int nanos(String fraction) {
        String nine = (fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
        return Integer.parseInt(nine);
    }

    private static Optional<RecordTime> number(String text) {
        String plain = SCIENTIFIC.matcher(text).matches() ? new BigDecimal(text).toPlainString() : text;
        Matcher number = NUMBER.matcher(plain);
        if (!number.matches()) {
            return Optional.empty();
        }
        String whole = number.group(1);
        int finer = (whole.length() - DIGITS_OF_SECONDS) / DIGITS_OF_A_UNIT * DIGITS_OF_A_UNIT;
        String seconds = whole.substring(0, whole.length() - finer);
        String decimals = whole.substring(whole.length() - finer) + (number.group(2) == null ? "" : number.group(2));
        Instant instant = Instant.ofEpochSecond(Long.parseLong(seconds), nanos(decimals));
        return Optional.of(new RecordTime(instant, decimals.length() >= MILLI_DIGITS));
    }
}
