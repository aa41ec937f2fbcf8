package dev.containerevents.orgs;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventCandidate;
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
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/// `POST /orgs/{org_id}/containers/{container_id}/events`: logs an event of a container.
public final class CreateContainerEvent extends Endpoint {

    private final EventTable table;
    private final SecureRandom random = new SecureRandom();

    public CreateContainerEvent() {
        this(EventTable.deployed());
    }

    public CreateContainerEvent(EventTable table) {
        this.table = table;
    }

    @Override
    protected Response answer(Request request, Units units) {
        Org org = request.org(Right.WRITE);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Faults faults = new Faults();
        Container container = request.container(org, faults);
        request.query(faults).refuseOthers();
        Optional<EventCandidate> candidate = EventCandidate.read(request.smallBody(), "body", now, faults);
        if (candidate.isEmpty()) {
            throw Problem.badRequest(faults);
        }
        Instant timestamp = Objects.requireNonNullElse(candidate.get().timestamp(), now);
        EventId id = EventId.random(timestamp, random);
        table.put(new Event(id, container, now, candidate.get().details()), org, units);
        String path = "/orgs/" + org.id() + "/containers/" + container.id() + "/events/" + id;
        return Response.ok(json -> {
                    json.writeStartObject();
                    json.writeStringField("message", "Event logged successfully");
                    json.writeStringField("event_id", id.toString());
                    json.writeEndObject();
                })
                .with("Location", request.address(path));
    }
}
