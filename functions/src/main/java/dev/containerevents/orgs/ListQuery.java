package dev.containerevents.orgs;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.http.Cursor;
import dev.containerevents.http.Query;
import dev.containerevents.http.View;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.Listing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The query of a list.
///
/// @param fields the members of each event to show; empty for all
/// @param cursor where the page begins; null for the beginning of the list
/// @param digest identifies the list, for further cursors
record ListQuery(
        AccessPath path,
        IdRange range,
        Order order,
        int limit,
        ListFormat format,
        Set<String> fields,
        @Nullable Cursor cursor,
        long digest) {

    static final int DEFAULT_LIMIT = 50;
    static final int MOST = 1000;

    /// Reads the query parameters of a list.
    static ListQuery read(Query query, ListFormat format, Listing listing, View view, Instant now) {
        TimeRange times = TimeRange.read(query);
        Order order = order(query);
        int limit = query.number("limit", 1, MOST, DEFAULT_LIMIT);
        EventFilter filter = FilterQuery.read(query, listing, view);
        Set<String> fields = fields(query, format);
        List<String> identity = new ArrayList<>(List.of(listing.identity()));
        identity.addAll(times.identity());
        identity.add(order.toString());
        identity.addAll(filter.identity());
        long digest = Cursor.digest(identity);
        @Nullable Cursor cursor = Cursor.read(query, "next_token", digest);
        query.rejectUnknown();
        IdRange range = times.ids(listing, now);
        return new ListQuery(AccessPath.best(listing, filter), range, order, limit, format, fields, cursor, digest);
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

    /// The parameter `fields`.
    static Set<String> fields(Query query, ListFormat format) {
        String text = query.text("fields");
        if (text == null) {
            return Set.of();
        }
        if (format == ListFormat.CLOUD_EVENTS) {
            query.fault("fields", "must be left out with CloudEvents, some of whose attributes are required");
        }
        Set<String> fields = new LinkedHashSet<>(List.of(text.split(",", -1)));
        for (String field : fields) {
            if (!Event.MEMBERS.contains(field)) {
                query.fault(
                        "fields",
                        "must be a comma-separated list of these members: " + String.join(",", Event.MEMBERS));
                break;
            }
        }
        return fields;
    }

    private Cursor.Direction direction() {
        return cursor == null ? Cursor.Direction.NEXT : cursor.direction();
    }

    /// Returns the order in which the page is read: for a previous page, the reverse of the list's own.
    Order readingOrder() {
        return direction() == Cursor.Direction.NEXT ? order : order.reversed();
    }

    /// Returns the rest of the range after the cursor.
    IdRange rangeToRead() {
        return cursor == null ? range : range.behind(cursor.position(), readingOrder());
    }

    boolean readsBack() {
        return direction() == Cursor.Direction.PREVIOUS;
    }
}
