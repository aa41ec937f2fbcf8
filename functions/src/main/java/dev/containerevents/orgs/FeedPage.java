package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.ledger.Log;
import dev.containerevents.ledger.LogReader;
import dev.containerevents.ledger.Row;
import dev.containerevents.table.EventKey;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A page of a feed. Not thread-safe.
final class FeedPage {

    /// What DynamoDB reads in one batch.
    private static final int EVENTS_AT_A_TIME = 100;

    /// Request units after which no more events, or rows, are read.
    private static final double BUDGET = 512;

    private final LogReader rows;
    private final Org org;
    private final EventTable events;
    private final FeedQuery query;
    private final RequestBudget budget;

    private final ResponseBody entries;

    /// The length of `entries` before the first and after each.
    private final List<Integer> ends = new ArrayList<>(List.of(0));

    private long next;

    private FeedPage(LogReader rows, Org org, EventTable events, FeedQuery query, RequestBudget budget) {
        this.rows = rows;
        this.org = org;
        this.events = events;
        this.query = query;
        this.budget = budget;
        this.entries = query.format().body();
        this.next = rows.index();
    }

    /// Reads a page. It ends when it has as many entries as were asked for, or 4 MB, or its read budget is spent.
    static FeedPage read(LogReader rows, Org org, EventTable events, FeedQuery query, RequestBudget budget) {
        FeedPage page = new FeedPage(rows, org, events, query, budget);
        page.read();
        return page;
    }

    /// The index of a row and the row.
    private record Indexed(long index, Row row) {}

    private void read() {
        boolean isFull = false;
        while (!isFull && rows.hasNext()) {
            List<Indexed> some = nextRows(Math.min(EVENTS_AT_A_TIME, query.limit() - size()));
            isFull = write(some) || isSpent();
        }
    }

    private int size() {
        return ends.size() - 1;
    }

    private boolean isSpent() {
        return budget.read() > BUDGET || budget.isLate();
    }

    /// The next rows that pass the filters as far as rows can tell. Fewer only at the end of the log, or if the
    /// budget is spent.
    private List<Indexed> nextRows(int most) {
        List<Indexed> some = new ArrayList<>();
        while (some.size() < most && rows.hasNext() && !(rows.mustReadOn() && isSpent())) {
            long index = rows.index();
            Row row = rows.next();
            if (query.filter().matches(row)) {
                some.add(new Indexed(index, row));
            }
        }
        return some;
    }

    /// Writes what passes the filters.
    ///
    /// @return whether the page is full
    private boolean write(List<Indexed> some) {
        Map<EventKey, Event> found = events(some);
        for (Indexed one : some) {
            if (entries.length() >= Page.MOST_BYTES) {
                next = one.index;
                return true;
            }
            @Nullable Event event = one.row.isOfNewEvent() ? found.get(key(one.row)) : null;
            if (event != null && event.expiredAt(budget.now())) {
                event = null;
            }
            if (query.filter().passes(event)) {
                add(new FeedEntry(org, one.index, one.row, event));
            }
        }
        next = rows.index();
        return size() >= query.limit();
    }

    private void add(FeedEntry entry) {
        entries.write(json -> entry.write(query.format(), query.fields(), json));
        ends.add(entries.length());
    }

    private Map<EventKey, Event> events(List<Indexed> some) {
        Set<EventKey> keys = new HashSet<>();
        for (Indexed one : some) {
            if (one.row.isOfNewEvent()) {
                keys.add(key(one.row));
            }
        }
        return keys.isEmpty() ? Map.of() : events.getAll(keys, budget);
    }

    private EventKey key(Row row) {
        return new EventKey(new Container(org.id(), row.container()), row.id());
    }

    /// The index from which the next page goes on.
    long next() {
        return next;
    }

    ResponseBody body(Log.End end, String origin) {
        ResponseBody body = new ResponseBody();
        switch (query.format()) {
            case JSON -> {
                body.write("{\"entries\":[");
                writeEntries(",", body);
                body.write("],\"next\":\"" + next + "\",\"size\":\"" + end.size() + "\"");
                end.asOf().ifPresent(time -> body.write(",\"as_of\":\"" + Rfc3339.text(time) + "\""));
                // Names of tables and organisations have no character that JSON would escape.
                body.write(",\"origin\":\"" + origin + "\"}");
            }
            case NDJSON -> {
                writeEntries("\n", body);
                body.write(size() > 0 ? "\n" : "");
            }
            case CSV -> {
                body.write(Csv.header(FeedEntry.COLUMNS, query.fields()));
                writeEntries("", body);
            }
            case CLOUD_EVENTS -> {
                body.write("[");
                writeEntries(",", body);
                body.write("]");
            }
        }
        return body;
    }

    private void writeEntries(String separator, ResponseBody body) {
        for (int i = 0; i < size(); i++) {
            body.write(i == 0 ? "" : separator);
            body.write(entries, ends.get(i), ends.get(i + 1));
        }
    }
}
