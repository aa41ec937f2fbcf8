package dev.containerevents.orgs;

import dev.containerevents.event.EventId;
import dev.containerevents.event.Order;
import dev.containerevents.http.Cursor;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A page of a list.
///
/// @param events   in the format of the query, one after the other, as they were read
/// @param ends     the length of `events` before the first and after each
/// @param next     the token of the next page; empty at the end of the list
/// @param previous the token of the previous page; empty at the beginning
record Page(ResponseBody events, List<Integer> ends, Optional<String> next, Optional<String> previous) {

    /// A page ends here even if it has room for more events. Lambda accepts 6 MB, including the rest of the proxy
    /// response.
    static final int MOST_BYTES = 4 * 1024 * 1024;

    static Page read(EventTable table, ListQuery query, RequestBudget budget) {
        EventIterator walk = table.walk(query.path(), query.rangeToRead(), query.readingOrder(), query.limit(), budget);
        ResponseBody events = query.format().body();
        List<Integer> ends = new ArrayList<>(List.of(0));
        events.write(json -> {
            while (ends.size() <= query.limit() && events.length() < MOST_BYTES && walk.hasNext()) {
                query.format().write(walk.next(), query.fields(), json);
                json.flush();
                ends.add(events.length());
            }
        });
        Optional<String> onwards =
                walk.hasMore() ? Optional.of(token(query, walk.position(), query.readsBack())) : Optional.empty();
        // The previous page includes its last event again, so its position is one id nearer.
        Optional<String> back = Optional.ofNullable(query.cursor())
                .map(cursor -> token(query, against(cursor.position(), query.readingOrder()), !query.readsBack()));
        return query.readsBack() ? new Page(events, ends, back, onwards) : new Page(events, ends, onwards, back);
    }

    /// Returns whether it has no events and no next page.
    boolean isNothing() {
        return ends.size() == 1 && next.isEmpty();
    }

    private static String token(ListQuery query, EventId position, boolean back) {
        Cursor.Direction direction = back ? Cursor.Direction.PREVIOUS : Cursor.Direction.NEXT;
        return new Cursor(position, direction, query.digest()).token();
    }

    /// Returns the id next to that position, on the side that was already read. Reading the other way from there
    /// begins with the position.
    private static EventId against(EventId position, Order order) {
        return switch (order) {
            case ASC -> position.equals(EventId.LAST) ? position : position.successor();
            case DESC -> position.equals(EventId.FIRST) ? position : position.predecessor();
        };
    }

    /// @param query whose page it is
    ResponseBody body(ListQuery query) {
        ResponseBody body = new ResponseBody();
        switch (query.format()) {
            case JSON -> {
                body.write("{\"events\":[");
                writeEvents(query, ",", body);
                body.write("]");
                // A token has no character that JSON would escape.
                next.ifPresent(token -> body.write(",\"next_token\":\"" + token + "\""));
                previous.ifPresent(token -> body.write(",\"prev_token\":\"" + token + "\""));
                body.write("}");
            }
            case NDJSON -> {
                writeEvents(query, "\n", body);
                body.write(ends.size() > 1 ? "\n" : "");
            }
            case CSV -> {
                body.write(Csv.header(query.fields()));
                writeEvents(query, "", body);
            }
            case CLOUD_EVENTS -> {
                body.write("[");
                writeEvents(query, ",", body);
                body.write("]");
            }
        }
        return body;
    }

    /// Writes the events in the order of the list.
    private void writeEvents(ListQuery query, String separator, ResponseBody body) {
        int events = ends.size() - 1;
        for (int i = 0; i < events; i++) {
            int at = query.readsBack() ? events - 1 - i : i;
            body.write(i == 0 ? "" : separator);
            body.write(this.events, ends.get(at), ends.get(at + 1));
        }
    }
}
