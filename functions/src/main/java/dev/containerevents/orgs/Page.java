package dev.containerevents.orgs;

import dev.containerevents.event.EventId;
import dev.containerevents.event.Order;
import dev.containerevents.http.Body;
import dev.containerevents.http.Cursor;
import dev.containerevents.http.Request;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.EventWalk;
import dev.containerevents.table.Units;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/// A page of a list.
///
/// @param events   in the order of the list, each in the format of the query
/// @param next     what gives the page behind this one; empty at the end of the list
/// @param previous what gives the page before; empty at the beginning
record Page(List<Body> events, Optional<String> next, Optional<String> previous) {

    /// A page ends here even if it has room for more events. Lambda takes 6 MB, the rest of the proxy response
    /// included.
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    static Page read(EventTable table, ListQuery query, Instant now, Units units) {
        EventWalk walk = table.walk(query.path(), query.rangeToRead(), query.readingOrder(), query.limit(), now, units);
        List<Body> events = new ArrayList<>();
        int bytes = 0;
        while (events.size() < query.limit() && bytes < MOST_BYTES && walk.hasNext()) {
            Body event = query.format().event(walk.next(), query.fields());
            events.add(event);
            bytes += event.escapedLength();
        }
        Optional<String> onwards =
                walk.goesOn() ? Optional.of(token(query, walk.position(), query.readsBack())) : Optional.empty();
        // Back to where this page came from: its neighbour's last event is included again, so one id nearer.
        Optional<String> back = Optional.ofNullable(query.cursor())
                .map(cursor -> token(query, against(cursor.position(), query.readingOrder()), !query.readsBack()));
        if (query.readsBack()) {
            Collections.reverse(events);
        }
        return query.readsBack() ? new Page(events, back, onwards) : new Page(events, onwards, back);
    }

    private static String token(ListQuery query, EventId position, boolean back) {
        Cursor.Direction direction = back ? Cursor.Direction.PREVIOUS : Cursor.Direction.NEXT;
        return new Cursor(position, direction, query.list()).token();
    }

    /// The id beside that position, on the side that was read already: behind it, read the other way, lies the
    /// position.
    private static EventId against(EventId position, Order order) {
        return switch (order) {
            case ASC -> position.equals(EventId.LAST) ? position : position.successor();
            case DESC -> position.equals(EventId.FIRST) ? position : position.predecessor();
        };
    }

    /// @param query whose page it is
    Body body(ListQuery query) {
        Body body = new Body();
        switch (query.format()) {
            case JSON -> {
                body.write("{\"events\":");
                writeEvents(body);
                // A token has no character that JSON would escape.
                next.ifPresent(token -> body.write(",\"next_token\":\"" + token + "\""));
                previous.ifPresent(token -> body.write(",\"prev_token\":\"" + token + "\""));
                body.write("}");
            }
            case NDJSON -> events.forEach(body::write);
            case CSV -> {
                body.write(Csv.header(query.fields()));
                events.forEach(body::write);
            }
            case CLOUD_EVENTS -> writeEvents(body);
        }
        return body;
    }

    /// Each is JSON already, and is copied as it is.
    private void writeEvents(Body body) {
        String separator = "[";
        for (Body event : events) {
            body.write(separator);
            body.write(event);
            separator = ",";
        }
        body.write(events.isEmpty() ? "[]" : "]");
    }

    /// The header `Link` (RFC 8288); empty if there is nothing to link to.
    String links(Request request) {
        StringJoiner links = new StringJoiner(", ");
        next.ifPresent(token -> links.add(request.link("next", "next_token", token)));
        previous.ifPresent(token -> links.add(request.link("prev", "next_token", token)));
        return links.toString();
    }
}
