package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;

/// `DELETE /orgs/{org_id}/destinations/{destination_id}`: deletes a destination and its secret.
public final class DeleteDestination extends DestinationEndpoint {

    private final SecretStore secrets;

    public DeleteDestination() {
        this(DestinationTable.deployed(), ParameterStore.deployed());
    }

    public DeleteDestination(DestinationTable table, SecretStore secrets) {
        super(table);
        this.secrets = secrets;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.DELIVER);
        request.refuseQuery();
        StoredDestination destination = DestinationPath.find(table, request, org.id(), budget);
        try {
            // First, because a destination without a secret can be deleted again, but a secret without one can't.
            secrets.delete(destination.id());
        } catch (IOException e) {
            LogLine.write(getClass().getSimpleName(), e, json -> {});
            throw Problem.unavailable();
        }
        table.delete(destination, DestinationEvent.DELETED.of(destination, org, null, budget.now()), budget);
        return Response.of(204, "application/json", new ResponseBody());
    }
}
