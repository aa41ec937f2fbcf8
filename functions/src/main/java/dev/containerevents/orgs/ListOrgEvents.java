package dev.containerevents.orgs;

import dev.containerevents.event.Org;
import dev.containerevents.http.Request;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/events`: all events of an organisation.
public final class ListOrgEvents extends ListEndpoint {

    public ListOrgEvents() {
        this(EventTable.deployed());
    }

    public ListOrgEvents(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(Org org, Request request, Faults faults) {
        return new Listing.OfOrg(org);
    }
}
