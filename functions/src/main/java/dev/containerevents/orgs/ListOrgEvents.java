package dev.containerevents.orgs;

import dev.containerevents.http.Request;
import dev.containerevents.http.View;
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
    Listing listing(View view, Request request, Faults faults) {
        return new Listing.OfOrg(view.org());
    }
}
