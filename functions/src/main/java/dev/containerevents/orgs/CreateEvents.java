package dev.containerevents.orgs;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.WriteEndpoint;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `POST /orgs/{org_id}/events`: logs up to 1,000 events of any containers, each with its own result.
public final class CreateEvents extends WriteEndpoint {

    public CreateEvents() {
        this(EventTable.deployed());
    }

    public CreateEvents(EventTable table) {
        this(table, RequestBudget.OF_REQUEST);
    }

    CreateEvents(EventTable table, Duration time) {
        super(table, time);
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.WRITE);
        Instant now = budget.now();
        Faults faults = new Faults();
        request.query(faults).rejectUnknown();
        List<BulkItem> items = BulkBody.read(request, org, now, faults);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        EventWriter writer = new EventWriter(table(), org, ids(), budget);
        List<BulkItem> allowed = withinBudget(items, request.caller(), now);
        List<BulkResult> results = new BulkWrite(writer, request.requestId()).write(allowed);
        BulkResponse response = new BulkResponse(results);
        return request.prefersMinimal() ? response.minimal() : response.whole();
    }

    /// Refuses the events that are beyond what is left of the organisation's daily budget. A bulk of 1,000 events
    /// would otherwise count as one.
    private static List<BulkItem> withinBudget(List<BulkItem> items, Caller caller, Instant now) {
        long left = caller.eventsLeft(now);
        if (left >= items.size()) {
            return items;
        }
        Problem spent = Problem.budgetSpent(caller.budget().orElseThrow().at(now), now);
        List<BulkItem> allowed = new ArrayList<>(items);
        for (int i = 0; i < allowed.size(); i++) {
            if (allowed.get(i) instanceof BulkItem.Valid && --left < 0) {
                allowed.set(i, new BulkItem.Invalid(spent));
            }
        }
        return allowed;
    }

    /// A client that asks for a minimal response also gets a short problem.
    @Override
    protected Response refusal(Problem problem, Request request) {
        return request.prefersMinimal()
                ? BulkResponse.minimal(super.refusal(problem.withoutFaults(), request))
                : super.refusal(problem, request);
    }
}
