package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import dev.containerevents.http.Request;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/container_events/by_expire`: past and announced expiries.
public final class ListEventsByExpire extends ListEndpoint {

    public ListEventsByExpire() {
        this(EventTable.deployed());
    }

    public ListEventsByExpire(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(Org org, Request request, Faults faults) {
        return Listing.ofType(org, CoreType.EXPIRE);
    }
}
