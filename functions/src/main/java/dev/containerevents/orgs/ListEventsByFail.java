package dev.containerevents.orgs;

import dev.containerevents.http.Request;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/container_events/by_fail`: all failures, whatever their type.
public final class ListEventsByFail extends ListEndpoint {

    public ListEventsByFail() {
        this(EventTable.deployed());
    }

    public ListEventsByFail(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(View view, Request request, Faults faults) {
        return new Listing.OfFailures(view.org());
    }
}
