package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.Org;
import dev.containerevents.event.Right;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.JsonBody;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.EventWalk;
import dev.containerevents.table.Listing;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/// An endpoint that lists events, a page at a time.
abstract class ListEndpoint extends Endpoint {

    /// A page ends here even if it has room for more events. Lambda takes 6 MB, the rest of the proxy response
    /// included.
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final EventTable table;

    ListEndpoint(EventTable table) {
        this.table = table;
    }

    /// Which events this endpoint lists.
    abstract Listing listing(Org org, Request request, Faults faults);

    @Override
    protected final Response answer(Request request, Units units) {
        Faults faults = new Faults();
        Instant now = Instant.now();
        Listing listing = listing(request.org(Right.READ), request, faults);
        ListQuery query = ListQuery.read(request.query(faults), listing, now);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        EventWalk walk = table.walk(listing, query.range(), query.order(), query.limit(), now, units);
        if (!walk.hasNext()
                && listing instanceof Listing.OfContainer(var container)
                && !table.knows(container, units)) {
            throw Problem.notFound("No event of this container was ever logged.");
        }
        return Response.ok(page(walk, query));
    }

    private static JsonBody page(EventWalk walk, ListQuery query) {
        JsonBody body = new JsonBody();
        try (JsonGenerator json = body.generator()) {
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            for (int i = 0; i < query.limit() && body.escapedLength() < MOST_BYTES && walk.hasNext(); i++) {
                walk.next().write(json);
                json.flush();
            }
            json.writeEndArray();
            if (walk.goesOn()) {
                json.writeStringField("next_token", new Cursor(walk.position(), query.list()).token());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body;
    }
}
