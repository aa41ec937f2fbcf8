package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.util.List;

/// `GET /orgs/{org_id}/destinations`: all destinations of an organisation.
public final class ListDestinations extends Endpoint {

    private final DestinationTable table;
    private final Log log;

    public ListDestinations() {
        this(DestinationTable.deployed(), Log.deployed());
    }

    public ListDestinations(DestinationTable table, Log log) {
        this.table = table;
        this.log = log;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.READ);
        request.refuseQuery();
        List<StoredDestination> all = table.all(org.id(), budget);
        long size = log.end(org.id(), budget).size();
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("destinations");
            for (StoredDestination destination : all) {
                DestinationJson.write(json, destination, size);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
