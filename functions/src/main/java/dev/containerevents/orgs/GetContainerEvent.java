package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.util.Optional;

/// `GET /orgs/{org_id}/containers/{container_id}/events/{event_id}`: one event, read consistently.
public final class GetContainerEvent extends Endpoint {

    private final EventTable table;

    public GetContainerEvent() {
        this(EventTable.deployed());
    }

    public GetContainerEvent(EventTable table) {
        this.table = table;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Faults faults = new Faults();
        View view = request.view();
        Container container = view.container(request.container(view.org(), faults));
        Optional<EventId> id = request.eventId(faults);
        request.query(faults).rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Event event = table.get(container, id.orElseThrow(), budget)
                .filter(view::shows)
                .orElseThrow(() -> Problem.notFound("The container has no event with this id."));
        return EventFormat.response(event, request);
    }
}
