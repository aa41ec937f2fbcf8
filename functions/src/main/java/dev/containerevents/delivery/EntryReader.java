package dev.containerevents.delivery;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.ledger.LogReader;
import dev.containerevents.ledger.Row;
import dev.containerevents.ledger.RowFilter;
import dev.containerevents.orgs.FeedEntry;
import dev.containerevents.table.EventKey;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the next entries of a log that a destination gets. Thread-safe.
record EntryReader(Log log, Events events) {

    /// What DynamoDB reads in one batch.
    private static final int EVENTS_AT_A_TIME = 100;

    /// A batch ends after so many rows, so that a filter that few rows pass gets somewhere.
    private static final int MOST_ROWS = 4_000;

    /// Reads events by their keys.
    @FunctionalInterface
    interface Events {
        Map<EventKey, Event> getAll(Set<EventKey> keys, RequestBudget budget);
    }

    /// A part of a log for a destination.
    ///
    /// @param replay the id of the replay; null for the destination's own cursor
    /// @param end    the index after its last row
    record Part(String org, String destination, @Nullable String replay, long next, long end) {}

    /// The index of a row and the row.
    private record Indexed(long index, Row row) {}

    /// Reads a batch.
    ///
    /// @param end  the end of the log
    /// @param most how many entries it may have
    Batch read(Part part, Log.End end, RowFilter filter, Kind kind, int most, Instant now, RequestBudget budget) {
        LogReader rows = log.read(part.org, end, part.next, most, budget);
        List<Batch.Encoded> entries = new ArrayList<>();
        int bytes = 0;
        long upto = part.next;
        while (rows.index() < part.end && entries.size() < most && upto - part.next < MOST_ROWS) {
            List<Indexed> some = new ArrayList<>();
            int wanted = Math.min(EVENTS_AT_A_TIME, most - entries.size());
            while (some.size() < wanted && rows.index() < part.end && rows.index() - part.next < MOST_ROWS) {
                long index = rows.index();
                Row row = rows.next();
                if (filter.matches(row)) {
                    some.add(new Indexed(index, row));
                }
            }
            Map<EventKey, Event> found = events(part.org, some, budget);
            for (Indexed one : some) {
                @Nullable Event event = one.row.isOfNewEvent() ? found.get(key(part.org, one.row)) : null;
                if (event != null && event.expiredAt(now)) {
                    event = null;
                }
                if (filter.passes(event)) {
                    FeedEntry entry = new FeedEntry(Org.plain(part.org), one.index, one.row, event);
                    byte[] encoded = kind.encoded(entry);
                    if (!entries.isEmpty() && bytes + encoded.length > kind.mostBytes()) {
                        return new Batch(part.destination, part.replay, entries, one.index);
                    }
                    bytes += encoded.length;
                    entries.add(new Batch.Encoded(entry, encoded));
                }
            }
            upto = rows.index();
        }
        return new Batch(part.destination, part.replay, entries, upto);
    }

    private Map<EventKey, Event> events(String org, List<Indexed> some, RequestBudget budget) {
        Set<EventKey> keys = new HashSet<>();
        for (Indexed one : some) {
            if (one.row.isOfNewEvent()) {
                keys.add(key(org, one.row));
            }
        }
        return keys.isEmpty() ? Map.of() : events.getAll(keys, budget);
    }

    private static EventKey key(String org, Row row) {
        return new EventKey(new Container(org, row.container()), row.id());
    }
}
