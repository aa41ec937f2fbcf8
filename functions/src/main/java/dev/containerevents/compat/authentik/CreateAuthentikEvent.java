package dev.containerevents.compat.authentik;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.RandomIds;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.WriteEndpoint;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.util.Optional;

/// `POST /api/v3/events/events`: logs an event of the key's organisation, as clients of authentik report it.
public final class CreateAuthentikEvent extends WriteEndpoint {

    private static final int MOST_BYTES = 64 * 1024;

    public CreateAuthentikEvent() {
        this(EventTable.deployed());
    }

    public CreateAuthentikEvent(EventTable table) {
        super(table);
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.ownOrg(Permission.WRITE);
        AuthentikFaults faults = new AuthentikFaults();
        Optional<AuthentikEvent> sent = AuthentikBody.read(request.jsonBody("An event", MOST_BYTES), faults);
        if (sent.isEmpty()) {
            return faults.answer();
        }
        RandomIds ids = ids();
        EventId id = ids.next(budget.now());
        Event event = sent.get().event(id, budget.now(), org).with(ids.seed(id));
        table().put(event, org, budget);
        return Response.json(201, json -> sent.get().write(json, event));
    }

    /// authentik never answers 401; its clients know only 403.
    @Override
    protected Response refusal(Problem problem, Request request) {
        return switch (problem.status()) {
            case 400 -> refusal(400, "JSON parse error - " + problem.getMessage());
            case 401 -> refusal(403, "Authentication credentials were not provided.");
            case 403 -> refusal(403, "You do not have permission to perform this action.");
            case 429 -> refusal(429, "Request was throttled. " + problem.getMessage());
            default -> refusal(problem.status(), String.valueOf(problem.getMessage()));
        };
    }

    private static Response refusal(int status, String detail) {
        return Response.json(status, json -> {
            json.writeStartObject();
            json.writeStringField("detail", detail);
            json.writeEndObject();
        });
    }
}
