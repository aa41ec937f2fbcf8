package dev.containerevents.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The result of a request to a receiver.
sealed interface Outcome {

    /// The receiver has the entries.
    ///
    /// @param skipped how many of them it refuses for good
    /// @param tooOld  how many of them it is known to drop for their age
    record Accepted(int skipped, int tooOld) implements Outcome {}

    /// The same may succeed later.
    ///
    /// @param after how long the receiver wants us to wait; null if it doesn't say
    record Retry(String why, @Nullable Duration after) implements Outcome {}

    /// The receiver refuses what was sent.
    record Poison(String why) implements Outcome {}

    /// The receiver refuses everything, until a person changes something.
    record Refused(String why) implements Outcome {}

    /// The receiver wants nothing any more.
    record Gone(String why) implements Outcome {}

    /// The longest that a receiver can make us wait.
    Duration LONGEST_WAIT = Duration.ofHours(1);

    /// Returns its name among the attempts.
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /// Returns why a request wasn't accepted; null if it was.
    default @Nullable String why() {
        return switch (this) {
            case Accepted _ -> null;
            case Retry(String why, var _) -> why;
            case Poison(String why) -> why;
            case Refused(String why) -> why;
            case Gone(String why) -> why;
        };
    }

    /// Returns what a response means that its kind doesn't accept.
    ///
    /// @param what what it says, for a person
    static Outcome notAccepted(Answer answer, String what, Instant now) {
        int status = answer.status();
        return switch (status) {
            case 400, 413, 422 -> new Poison(what);
            case 410 -> new Gone(what);
            case 408, 425, 429 -> new Retry(what, retryAfter(answer, now));
            default -> status / 100 == 4 ? new Refused(what) : new Retry(what, retryAfter(answer, now));
        };
    }

    /// Reads `Retry-After` in both forms (RFC 9110, 10.2.3).
    private static @Nullable Duration retryAfter(Answer answer, Instant now) {
        String text = answer.header("retry-after").orElse("");
        Duration wait;
        if (text.matches("\\d{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                wait = Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            } catch (DateTimeParseException e) {
                return null;
            }
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
