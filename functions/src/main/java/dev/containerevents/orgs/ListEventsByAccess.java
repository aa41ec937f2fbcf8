package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import dev.containerevents.http.Request;
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
    Listing listing(Org org, Request request, Faults faults) {
        return Listing.ofType(org, CoreType.ACCESS);
    }
}
