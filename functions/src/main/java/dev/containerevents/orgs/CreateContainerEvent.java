package dev.containerevents.orgs;

import dev.containerevents.event.CloudEventReader;
import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.EventReader;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Submission;
import dev.containerevents.http.ApiPath;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.WriteEndpoint;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.WriteResult;
import java.time.Instant;
import java.util.Optional;

/// `POST /orgs/{org_id}/containers/{container_id}/events`: logs an event of a container.
public final class CreateContainerEvent extends WriteEndpoint {

    /// The name of the body, in a problem about its size.
    static final String WHAT = "An event";

    static final int MOST_BYTES = 64 * 1024;

    public CreateContainerEvent() {
        this(EventTable.deployed());
    }

    public CreateContainerEvent(EventTable table) {
        super(table);
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.WRITE);
        Faults faults = new Faults();
        Container container = request.container(org, faults);
        request.query(faults).rejectUnknown();
        Submission submission =
                submission(request, container, budget.now(), faults).orElseThrow(() -> Problem.badRequest(faults));
        EventWriter writer = new EventWriter(table(), org, ids(), budget);
        EventId id = writer.idOf(container, submission);
        Response logged = Response.ok(json -> {
                    json.writeStartObject();
                    json.writeStringField("message", "Event logged successfully");
                    json.writeStringField("event_id", id.toString());
                    json.writeEndObject();
                })
                .with("Location", request.address(ApiPath.of(container, id)));
        return switch (writer.write(id, container, submission)) {
            case WriteResult.Stored() -> logged;
            case WriteResult.Replayed() -> logged.with("Idempotent-Replayed", "true");
            case WriteResult.Conflict(var members) -> throw Problem.conflict(submission.origins(members));
        };
    }

    private static Optional<Submission> submission(Request request, Container container, Instant now, Faults faults) {
        String body = request.body(WHAT, MOST_BYTES);
        return switch (request.contentType()) {
            case JSON ->
                EventReader.read(body, now, request.idempotencyKey(faults).orElse(null), faults);
            case CLOUD_EVENT -> {
                request.refuseIdempotencyKey(faults);
                yield CloudEventReader.readStructured(body, container, now, faults);
            }
            case BINARY_CLOUD_EVENT -> {
                request.refuseIdempotencyKey(faults);
                yield request.binaryCloudEvent(WHAT, MOST_BYTES, container, now, faults);
            }
            case NDJSON, CLOUD_EVENTS -> {
                faults.add("header/Content-Type", "is for bulks: send them to POST /orgs/{org_id}/events");
                yield Optional.empty();
            }
        };
    }
}
