package dev.containerevents.compat.waldur;

import dev.containerevents.event.Org;
import dev.containerevents.event.Right;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventSelection;
import dev.containerevents.table.NumberedPages;
import dev.containerevents.table.RollupTable;
import dev.containerevents.table.Units;
import java.time.Instant;

/// `GET /api/events/count/`: how many events the list with the same parameters has.
public final class CountWaldurEvents extends WaldurEndpoint {

    private final NumberedPages pages;
    private final RollupTable rollups;

    public CountWaldurEvents() {
        this(NumberedPages.deployed(), RollupTable.deployed());
    }

    public CountWaldurEvents(NumberedPages pages, RollupTable rollups) {
        this.pages = pages;
        this.rollups = rollups;
    }

    @Override
    protected Response answer(Request request, Units units) {
        Org org = request.ownOrg(Right.READ);
        Faults faults = new Faults();
        Instant now = Instant.now();
        EventSelection selection =
                new WaldurQuery(request.query(faults), now).selection(new WaldurGroups(org, rollups, units));
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        long count = pages.count(selection, now, units).orElseThrow(WaldurEndpoint::tooMuch);
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeNumberField("count", count);
            json.writeEndObject();
        });
    }
}
