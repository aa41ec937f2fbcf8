package dev.containerevents.compat.waldur;

import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;

/// `GET /api/events/count/`: how many events the list with the same parameters has.
public final class CountWaldurEvents extends WaldurEndpoint {

    private final NumberedPages pages;
    private final EventCounter counter;

    public CountWaldurEvents() {
        this(EventTable.deployed(), EventCounter.deployed());
    }

    public CountWaldurEvents(EventTable events, EventCounter counter) {
        this.pages = new NumberedPages(events, counter);
        this.counter = counter;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.ownOrg(Permission.READ);
        Faults faults = new Faults();
        EventSelection selection =
                new WaldurQuery(request.query(faults), budget.now()).selection(new WaldurGroups(org, counter, budget));
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        long count = pages.count(selection, budget).orElseThrow(WaldurEndpoint::tooMuch);
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeNumberField("count", count);
            json.writeEndObject();
        });
    }
}
