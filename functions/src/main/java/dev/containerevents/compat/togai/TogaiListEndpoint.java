package dev.containerevents.compat.togai;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;
import dev.containerevents.table.RequestBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The events of the key's organisation, as Togai lists them.
abstract class TogaiListEndpoint extends Endpoint {

    /// How many walks, each with its own read budget, look for the event after a page.
    private static final int MOST_WALKS = 8;

    private final EventTable table;
    private final TogaiDialect dialect;

    TogaiListEndpoint(EventTable table, TogaiDialect dialect) {
        this.table = table;
        this.dialect = dialect;
    }

    @Override
    protected final Response answer(Request request, RequestBudget budget) {
        Org org = request.ownOrg(Permission.READ);
        Faults faults = new Faults();
        TogaiQuery query = TogaiQuery.read(request.query(faults), dialect, org, budget.now(), faults);
        return query.holdsNothing()
                ? TogaiAnswer.events(List.of(), dialect, Optional.empty())
                : page(new AccessPath(new Listing.OfOrg(org), EventFilter.ofTypes(query.types())), query, budget);
    }

    /// Togai's clients raise an exception at a page without events, so a page has a token only if the next event
    /// was seen. A walk may skip so many expired events that its budget ends before it finds another; then the
    /// next walk continues from there. A token without such an event is returned only if no walk is left.
    private Response page(AccessPath path, TogaiQuery query, RequestBudget budget) {
        List<Event> events = new ArrayList<>();
        IdRange range = query.range();
        for (int walks = 1; ; walks++) {
            int wanted = Math.max(1, query.pageSize() - events.size());
            EventIterator walk = table.walk(path, range, TogaiQuery.ORDER, wanted, budget);
            while (events.size() < query.pageSize() && walk.hasNext()) {
                events.add(walk.next());
            }
            if (walk.hasNext()) {
                return TogaiAnswer.events(
                        events,
                        dialect,
                        Optional.of(query.token(events.getLast().id())));
            }
            if (!walk.hasMore()) {
                return TogaiAnswer.events(events, dialect, Optional.empty());
            }
            if (walks == MOST_WALKS || budget.isLate()) {
                return TogaiAnswer.events(events, dialect, Optional.of(query.token(walk.position())));
            }
            range = range.behind(walk.position(), TogaiQuery.ORDER);
        }
    }

    @Override
    protected final Response refusal(Problem problem, Request request) {
        return TogaiAnswer.refusal(problem);
    }
}
