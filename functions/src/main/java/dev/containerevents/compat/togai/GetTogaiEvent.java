package dev.containerevents.compat.togai;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Right;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Units;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `GET /events/{event_id}`: one event of the key's organisation, shown as in Togai: a list of one.
public final class GetTogaiEvent extends Endpoint {

    private final EventTable table;

    public GetTogaiEvent() {
        this(EventTable.deployed());
    }

    public GetTogaiEvent(EventTable table) {
        this.table = table;
    }

    /// Togai's ids are arbitrary texts, so an id that none of our events can have is a 404.
    @Override
    protected Response answer(Request request, Units units) {
        Org org = request.ownOrg(Right.READ);
        Faults faults = new Faults();
        request.query(faults).refuseOthers();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Event event = EventId.parse(request.pathParameter("event_id"))
                .flatMap(id -> table.find(org, id, Instant.now(), units))
                .orElseThrow(() -> Problem.notFound("There is no such event."));
        return TogaiAnswer.events(List.of(event), Optional.empty());
    }

    @Override
    protected Response refusal(Problem problem, Request request) {
        return TogaiAnswer.refusal(problem);
    }
}
