package dev.containerevents.event;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Which times an event may have.
public final class EventTimes {

    /// How far a client's clock may be ahead of ours.
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// How far ahead an expiry may be announced: 100 years.
    static final Duration FURTHEST_EXPIRY = Duration.ofDays(36_525);

    /// The last time that RFC 3339 can express.
    public static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private EventTimes() {}

    /// Returns the end of the present, allowing for clocks that differ: from this millisecond on, there are only
    /// announced expiries. A list without an end ends here; otherwise, these would stay on top of it.
    public static Instant endOfPresent(Instant now) {
        return now.truncatedTo(ChronoUnit.MILLIS).plus(CLOCK_SKEW).plusMillis(1);
    }
}
