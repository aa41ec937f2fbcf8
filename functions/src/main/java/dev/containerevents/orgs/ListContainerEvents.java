package dev.containerevents.orgs;

import dev.containerevents.http.Request;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;

/// `GET /orgs/{org_id}/containers/{container_id}/events`: all events of one container.
public final class ListContainerEvents extends ListEndpoint {

    public ListContainerEvents() {
        this(EventTable.deployed());
    }

    public ListContainerEvents(EventTable table) {
        super(table);
    }

    @Override
    Listing listing(View view, Request request, Faults faults) {
        return new Listing.OfContainer(view.container(request.container(view.org(), faults)));
    }
}
