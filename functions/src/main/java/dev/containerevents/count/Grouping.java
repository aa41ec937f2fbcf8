package dev.containerevents.count;

import dev.containerevents.event.Period;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// How a count is split into buckets.
///
/// @param interval by hours or days; null if not by time
/// @param zone     whose days these are; its offsets from UTC are whole hours
public record Grouping(@Nullable Period interval, ZoneId zone, boolean byType, boolean byStatus) {

    public static final Grouping NONE = new Grouping(null, ZoneOffset.UTC, false, false);

    /// Whether only the counters of hours tell the buckets apart.
    boolean isByHours() {
        return interval == Period.HOUR || (interval == Period.DAY && !zone.equals(ZoneOffset.UTC));
    }

    /// The beginning of the hour or the day that a time lies in; null if the count isn't split by time.
    @Nullable
    Instant start(Instant time) {
        if (interval == null) {
            return null;
        }
        // Where clocks are put forward at midnight, a day begins at one o'clock.
        return interval == Period.DAY && isByHours()
                ? time.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant()
                : interval.floor(time);
    }
}
