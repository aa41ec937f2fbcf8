package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.http.Request;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/container_events/by_create`: which containers were created.
public final class ListEventsByCreate extends ListEndpoint {

    public ListEventsByCreate() {
        this(EventTable.deployed());
    }

    public ListEventsByCreate(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(View view, Request request, Faults faults) {
        return Listing.ofType(view.org(), CoreType.CREATE);
    }
}
