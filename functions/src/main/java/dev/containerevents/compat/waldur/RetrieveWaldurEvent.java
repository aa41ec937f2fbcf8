package dev.containerevents.compat.waldur;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;
import dev.containerevents.table.RequestBudget;
import java.util.Optional;
import java.util.Set;

/// `GET /api/events/{id}/`: one event, by its UUID in any spelling or by its number.
public final class RetrieveWaldurEvent extends WaldurEndpoint {

    private final EventTable table;

    public RetrieveWaldurEvent() {
        this(EventTable.deployed());
    }

    public RetrieveWaldurEvent(EventTable table) {
        this.table = table;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.ownOrg(Permission.READ);
        String id = request.pathParameter("id");
        Set<String> fields = WaldurQuery.fields(request.query(new Faults()));
        Optional<IdRange> number = WaldurId.parse(id);
        Event event = (number.isPresent()
                        ? only(org, number.get(), budget)
                        : WaldurUuid.eventId(id).flatMap(uuid -> table.find(org, uuid, budget)))
                .orElseThrow(() -> Problem.notFound("Not found."));
        return Response.ok(json -> WaldurEvent.of(event).write(json, fields));
    }

    /// Returns the only event with that number. An expired event counts too: otherwise, its number would show
    /// another one.
    private Optional<Event> only(Org org, IdRange number, RequestBudget budget) {
        AccessPath path = new AccessPath(new Listing.OfOrg(org), EventFilter.NONE);
        EventIterator walk = table.walkStored(path, number, Order.ASC, 1, budget);
        if (!walk.hasNext()) {
            return Optional.empty();
        }
        Event event = walk.next();
        if (walk.hasNext()) {
            throw Problem.notFound("Several events share this id; use the uuid.");
        }
        return event.expiredAt(budget.now()) ? Optional.empty() : Optional.of(event);
    }
}
