package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.EventTimes;
import dev.containerevents.event.IdRange;
import dev.containerevents.http.Query;
import dev.containerevents.table.Listing;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The time range of a query.
///
/// @param start inclusive; null for the beginning of time
/// @param end   exclusive; null if it is missing
record TimeRange(@Nullable Instant start, @Nullable Instant end) {

    static TimeRange read(Query query) {
        @Nullable Instant start = query.time("start");
        @Nullable Instant end = query.time("end");
        if (start != null && end != null && start.isAfter(end)) {
            query.fault("start", "must not be after end");
        }
        return new TimeRange(start, end);
    }

    /// Returns a text that differs for different ranges.
    List<String> identity() {
        return List.of(String.valueOf(start), String.valueOf(end));
    }

    /// Returns the ids that events of that listing can have in this range.
    IdRange ids(Listing listing, Instant now) {
        return IdRange.of(start == null ? Instant.EPOCH : start, end == null ? defaultEnd(listing, now) : end);
    }

    /// Without an end, a list ends with the present. The list of expiries has no end, because it shows announced
    /// ones.
    private static Instant defaultEnd(Listing listing, Instant now) {
        return listing instanceof Listing.OfTypes(var org, var types) && types.equals(EnumSet.of(CoreType.EXPIRE))
                ? Instant.MAX
                : EventTimes.endOfPresent(now);
    }
}
