package dev.containerevents.orgs;

import dev.containerevents.count.Grouping;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Period;
import dev.containerevents.http.Cursor;
import dev.containerevents.http.Query;
import dev.containerevents.http.View;
import dev.containerevents.table.Listing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The query of a count.
///
/// @param range the rest of the range after the cursor
/// @param digest identifies the count, for further cursors
record CountQuery(EventFilter filter, IdRange range, Grouping grouping, long digest) {

    static CountQuery read(Query query, View view, Instant now) {
        Listing listing = new Listing.OfOrg(view.org());
        TimeRange times = TimeRange.read(query);
        EventFilter filter = FilterQuery.read(query, listing, view);
        Grouping grouping = grouping(query, times, now);
        List<String> identity = new ArrayList<>(List.of("count", listing.identity(), grouping.toString()));
        identity.addAll(times.identity());
        identity.addAll(filter.identity());
        long digest = Cursor.digest(identity);
        @Nullable Cursor cursor = Cursor.read(query, "next_token", digest);
        query.rejectUnknown();
        IdRange range = times.ids(listing, now);
        return new CountQuery(
                filter, cursor == null ? range : range.behind(cursor.position(), Order.ASC), grouping, digest);
    }

    /// Returns whether the count is split into buckets.
    boolean isSplit() {
        return !grouping.equals(Grouping.NONE);
    }

    private static Grouping grouping(Query query, TimeRange times, Instant now) {
        boolean byType = false;
        boolean byStatus = false;
        for (String member : query.texts("group_by")) {
            switch (member) {
                case "event_type" -> byType = true;
                case "status" -> byStatus = true;
                default -> query.fault("group_by", "must be event_type or status");
            }
        }
        @Nullable Period interval = interval(query);
        return new Grouping(interval, TimeZoneQuery.read(query, interval, times, now), byType, byStatus);
    }

    private static @Nullable Period interval(Query query) {
        String interval = query.text("interval");
        return switch (interval) {
            case null -> null;
            case "hour" -> Period.HOUR;
            case "day" -> Period.DAY;
            default -> {
                query.fault("interval", "must be hour or day");
                yield null;
            }
        };
    }
}
