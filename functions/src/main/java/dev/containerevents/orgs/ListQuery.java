package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.EventCandidate;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.http.Query;
import dev.containerevents.table.Listing;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client asks of a list.
///
/// @param range what is left of the range that it asks for, behind the page before
/// @param list  the digest of the list, for the next cursor
record ListQuery(IdRange range, Order order, int limit, long list) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 1000;

    /// Reads the query parameters of a list.
    static ListQuery read(Query query, Listing listing, Instant now) {
        @Nullable Instant start = query.time("start");
        @Nullable Instant end = query.time("end");
        if (start != null && end != null && start.isAfter(end)) {
            query.fault("start", "must not be after end");
        }
        Order order = order(query);
        int limit = query.number("limit", 1, MOST, DEFAULT_LIMIT);
        long list = Cursor.digest(Arrays.asList(listing.identity(), start, end, order));
        IdRange range = IdRange.of(start == null ? Instant.EPOCH : start, end == null ? defaultEnd(listing, now) : end);
        String token = query.text("next_token");
        query.refuseOthers();
        if (token == null) {
            return new ListQuery(range, order, limit, list);
        }
        Optional<Cursor> cursor = Cursor.of(token, list);
        if (cursor.isEmpty()) {
            query.fault("next_token", "is not one that this list gave, with these parameters");
        }
        return new ListQuery(
                cursor.map(found -> range.behind(found.position(), order)).orElse(range), order, limit, list);
    }

    private static Order order(Query query) {
        String text = query.text("order");
        return switch (text == null ? "desc" : text.toLowerCase(Locale.ROOT)) {
            case "asc" -> Order.ASC;
            case "desc" -> Order.DESC;
            default -> {
                query.fault("order", "must be asc or desc");
                yield Order.DESC;
            }
        };
    }

    /// Where no end is asked for, a list ends with the present, as far as clocks differ: expiries that are
    /// announced years ahead would else stay on top of it. The list of expiries itself is there to show them.
    private static Instant defaultEnd(Listing listing, Instant now) {
        return listing instanceof Listing.OfType(var org, var type) && type == CoreType.EXPIRE
                ? Instant.MAX
                : now.plus(EventCandidate.CLOCK_SKEW).plusMillis(1);
    }
}
