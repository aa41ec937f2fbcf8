package dev.containerevents.compat.togai;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;

/// One event of the key's organisation, shown as in Togai: a list of one.
abstract class TogaiGetEndpoint extends Endpoint {

    private final EventTable table;
    private final TogaiDialect dialect;

    TogaiGetEndpoint(EventTable table, TogaiDialect dialect) {
        this.table = table;
        this.dialect = dialect;
    }

    /// Togai's ids are arbitrary texts, so an id that none of our events can have is a 404.
    @Override
    protected final Response answer(Request request, RequestBudget budget) {
        Org org = request.ownOrg(Permission.READ);
        request.refuseQuery();
        Event event = EventId.parse(request.pathParameter("event_id"))
                .flatMap(id -> table.find(org, id, budget))
                .orElseThrow(() -> Problem.notFound("There is no such event."));
        return TogaiAnswer.event(event, dialect);
    }

    @Override
    protected final Response refusal(Problem problem, Request request) {
        return TogaiAnswer.refusal(problem);
    }
}
