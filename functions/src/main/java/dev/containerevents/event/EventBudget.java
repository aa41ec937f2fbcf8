package dev.containerevents.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// How many events an organisation may still store today, in UTC, when that was last read.
///
/// @param perDay how many it may store on a day
/// @param left   how many of these were left; never negative
/// @param reset  when the next day begins
public record EventBudget(long perDay, long left, Instant reset) {

    /// The largest budget of a day: 2,500 events a second, which is about what the log of one organisation takes.
    public static final int MOST_PER_DAY = 2_500 * 86_400;

    /// Returns the budget of the current day.
    ///
    /// @param stored how many events were stored since it began
    public static EventBudget of(long perDay, long stored, Instant now) {
        return new EventBudget(perDay, Math.max(0, perDay - stored), nextDay(now));
    }

    /// Returns when the day after that time begins, in UTC.
    private static Instant nextDay(Instant now) {
        return now.atOffset(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .plusDays(1)
                .toInstant();
    }

    /// Returns the same budget at a later time: after the reset, it is whole again.
    public EventBudget at(Instant now) {
        return now.isBefore(reset) ? this : of(perDay, 0, now);
    }

    /// Returns the seconds until the reset, at least 1.
    public long secondsToReset(Instant now) {
        return Math.max(1, now.until(reset, ChronoUnit.SECONDS) + 1);
    }
}
