package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.http.Request;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/container_events/by_access`: who accessed a container.
public final class ListEventsByAccess extends ListEndpoint {

    public ListEventsByAccess() {
        this(EventTable.deployed());
    }

    public ListEventsByAccess(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(View view, Request request, Faults faults) {
        return Listing.ofType(view.org(), CoreType.ACCESS);
    }
}
