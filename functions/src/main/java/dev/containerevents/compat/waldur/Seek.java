package dev.containerevents.compat.waldur;

import dev.containerevents.event.Order;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;

/// Where counters say that an event lies of which only its place in a list is known.
sealed interface Seek {

    /// In the period that begins then, behind so many others of it.
    record Into(Instant start, long skip) implements Seek {}

    /// Behind all that is counted, and behind so many others there.
    record Beyond(long skip) implements Seek {}

    /// Looks for the event before which so many stand.
    ///
    /// @param counts events by the beginning of their period
    static Seek over(NavigableMap<Instant, Long> counts, Order order, long skip) {
        NavigableMap<Instant, Long> ordered = switch (order) {
            case ASC -> counts;
            case DESC -> counts.descendingMap();
        };
        long left = skip;
        for (Map.Entry<Instant, Long> period : ordered.entrySet()) {
            if (left < period.getValue()) {
                return new Into(period.getKey(), left);
            }
            left -= period.getValue();
        }
        return new Beyond(left);
    }
}
