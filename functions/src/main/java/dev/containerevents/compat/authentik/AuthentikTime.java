package dev.containerevents.compat.authentik;

import dev.containerevents.event.EventCandidate;
import dev.containerevents.json.Rfc3339;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time as authentik reads it: ISO 8601 whose seconds and zone may be missing.
final class AuthentikTime {

    /// What authentik says to anything else.
    static final String RULE = "Datetime has wrong format. Use one of these formats instead: "
            + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2})(:\\d{2}(?:\\.\\d+)?)?(Z|[+-]\\d{2}:\\d{2})?");

    /// The first that authentik knows.
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private AuthentikTime() {}

    /// Cut to milliseconds. Without a zone it is UTC. Empty if it is no such time.
    static Optional<Instant> parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        String seconds = time.group(2) == null ? ":00" : time.group(2);
        String zone = time.group(3) == null ? "Z" : time.group(3);
        return Rfc3339.parse(time.group(1) + seconds + zone)
                .map(instant -> instant.truncatedTo(ChronoUnit.MILLIS))
                .filter(instant -> !instant.isBefore(FIRST) && !instant.isAfter(EventCandidate.LAST_TIME));
    }
}
