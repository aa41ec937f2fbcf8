package dev.containerevents.table;

import dev.containerevents.event.Order;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/// How many events the days have that come first in a list.
///
/// @param counts  of each day in which there are any, by its beginning
/// @param reached the beginning of the last of these days, or with [Order#ASC] of the day behind it: no event on
///                this side of it is missing
record FirstDays(NavigableMap<Instant, Long> counts, Instant reached) {

    /// What one query read. If there is more, its last day is the last that it knows.
    static FirstDays read(String org, QueryResponse response, Order order, Instant from, Instant until) {
        NavigableMap<Instant, Long> counts = new TreeMap<>();
        for (var attributes : response.items()) {
            Item item = new Item(attributes);
            Tally tally = new Tally(item.number("s"), item.number("f"));
            counts.put(RollupKey.read(org, item.text(Partition.SORT_KEY)).start(), tally.success() + tally.fail());
        }
        boolean isAll = !Dynamo.goesOn(response);
        return new FirstDays(
                counts,
                switch (order) {
                    case ASC -> isAll ? until : Period.DAY.plus(counts.lastKey(), 1);
                    case DESC -> isAll ? from : counts.firstKey();
                });
    }

    /// What several queries read, up to where all of them know.
    static FirstDays together(List<FirstDays> parts, Order order) {
        Stream<Instant> reached = parts.stream().map(FirstDays::reached);
        Instant whole = (switch (order) {
                    case ASC -> reached.min(Instant::compareTo);
                    case DESC -> reached.max(Instant::compareTo);
                })
                .orElseThrow();
        NavigableMap<Instant, Long> counts = new TreeMap<>();
        for (FirstDays part : parts) {
            part.before(whole, order).forEach((day, count) -> counts.merge(day, count, Long::sum));
        }
        return new FirstDays(counts, whole);
    }

    private NavigableMap<Instant, Long> before(Instant whole, Order order) {
        return switch (order) {
            case ASC -> counts.headMap(whole, false);
            case DESC -> counts.tailMap(whole, true);
        };
    }
}
