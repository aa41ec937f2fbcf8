package dev.containerevents.orgs;

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

/// `GET /orgs/{org_id}/events/{event_id}`: one event, without knowing its container.
public final class GetEvent extends Endpoint {

    private final EventTable table;

    public GetEvent() {
        this(EventTable.deployed());
    }

    public GetEvent(EventTable table) {
        this.table = table;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        View view = request.view();
        Faults faults = new Faults();
        Optional<EventId> id = request.eventId(faults);
        request.query(faults).rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Event event = table.find(view.org(), id.orElseThrow(), budget)
                .filter(view::shows)
                .orElseThrow(() -> Problem.notFound("The organisation has no event with this id."));
        return EventFormat.response(event, request);
    }
}
