package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;

/// `GET /orgs/{org_id}/destinations/{destination_id}`: one destination, and how far it is.
public final class GetDestination extends DestinationEndpoint {

    private final Log log;

    public GetDestination() {
        this(DestinationTable.deployed(), Log.deployed());
    }

    public GetDestination(DestinationTable table, Log log) {
        super(table);
        this.log = log;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.READ);
        request.refuseQuery();
        StoredDestination destination = DestinationPath.find(table, request, org.id(), budget);
        long size = log.end(org.id(), budget).size();
        return Response.ok(json -> DestinationJson.write(json, destination, size));
    }
}
