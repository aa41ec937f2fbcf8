package dev.containerevents.orgs;

import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import dev.containerevents.http.Request;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/container_events/by_block`: what was blocked.
public final class ListEventsByBlock extends ListEndpoint {

    public ListEventsByBlock() {
        this(EventTable.deployed());
    }

    public ListEventsByBlock(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(Org org, Request request, Faults faults) {
        return Listing.ofType(org, CoreType.BLOCK);
    }
}
