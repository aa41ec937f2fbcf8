package dev.containerevents.orgs;

import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.http.Query;
import dev.containerevents.ledger.RowFilter;
import dev.containerevents.table.Listing;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client asks of a feed.
///
/// @param fields the members of each event to show; empty for all
/// @param origin the log that the client has read before; null if it doesn't say
record FeedQuery(
        Start start,
        RowFilter filter,
        int limit,
        ListFormat format,
        Set<String> fields,
        @Nullable String origin) {

    private static final Pattern INDEX = Pattern.compile("\\d{1,16}");

    /// Where a page begins.
    sealed interface Start {

        /// At that index.
        record After(long index) implements Start {}

        /// At the end of the log.
        record Latest() implements Start {}

        /// At the first event that was stored at that time or later.
        record Since(Instant time) implements Start {}
    }

    /// Reads the query parameters of a feed.
    static FeedQuery read(Query query, ListFormat format, Org org) {
        Start start = start(query);
        int limit = query.number("limit", 1, ListQuery.MOST, ListQuery.DEFAULT_LIMIT);
        EventFilter filter = FilterQuery.read(query, new Listing.OfOrg(org));
        Set<String> fields = ListQuery.fields(query, format);
        @Nullable String origin = query.text("origin");
        query.rejectUnknown();
        return new FeedQuery(start, RowFilter.of(filter), limit, format, fields, origin);
    }

    private static Start start(Query query) {
        @Nullable String after = query.text("after");
        @Nullable Instant since = query.time("since");
        if (after != null && since != null) {
            query.fault("since", "can't be combined with after");
        }
        if (since != null) {
            return new Start.Since(since);
        }
        if (after == null) {
            return new Start.After(0);
        }
        if (after.equals("latest")) {
            return new Start.Latest();
        }
        if (!INDEX.matcher(after).matches()) {
            query.fault("after", "must be an index, such as 44, or latest");
            return new Start.After(0);
        }
        return new Start.After(Long.parseLong(after));
    }
}
