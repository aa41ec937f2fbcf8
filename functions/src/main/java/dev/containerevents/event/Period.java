package dev.containerevents.event;

import java.time.Duration;
import java.time.Instant;

/// The periods by which events are counted. Hours and days are in UTC.
public enum Period {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),

    /// All of time, as one period that begins in 1970.
    EVER(Duration.ofSeconds(Long.MAX_VALUE));

    private final long seconds;

    Period(Duration length) {
        this.seconds = length.toSeconds();
    }

    /// Returns the beginning of the period that contains a time.
    public Instant floor(Instant time) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /// Returns the first beginning of a period at or after a time.
    ///
    /// @throws ArithmeticException if there is none, as for [#EVER]
    public Instant ceiling(Instant time) {
        Instant floor = floor(time);
        return floor.equals(time) ? time : floor.plusSeconds(seconds);
    }

    /// Returns the beginning of the period that is so many periods later.
    public Instant plus(Instant start, long periods) {
        return start.plusSeconds(Math.multiplyExact(seconds, periods));
    }
}
