package dev.containerevents.event;

import java.time.Duration;
import java.time.Instant;

/// The periods that events are counted by. Hours and days are UTC's.
public enum Period {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),

    /// All of time, as one period that begins in 1970.
    EVER(Duration.ofSeconds(Long.MAX_VALUE));

    private final long seconds;

    Period(Duration length) {
        this.seconds = length.toSeconds();
    }

    /// The beginning of the period that a time lies in.
    public Instant floor(Instant time) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /// The first beginning of a period at or after a time.
    ///
    /// @throws ArithmeticException if none is, as for [#EVER]
    public Instant ceiling(Instant time) {
        Instant floor = floor(time);
        return floor.equals(time) ? time : floor.plusSeconds(seconds);
    }

    /// The beginning of a period so many behind that one.
    public Instant plus(Instant start, long periods) {
        return start.plusSeconds(Math.multiplyExact(seconds, periods));
    }
}
