package dev.containerevents.orgs;

import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.Listing;
import dev.containerevents.table.RequestBudget;

/// An endpoint that lists events, one page at a time.
abstract class ListEndpoint extends Endpoint {

    private final EventTable table;

    ListEndpoint(EventTable table) {
        this.table = table;
    }

    /// Returns which events this endpoint lists.
    abstract Listing listing(View view, Request request, Faults faults);

    @Override
    protected final Response answer(Request request, RequestBudget budget) {
        Faults faults = new Faults();
        View view = request.view();
        Listing listing = listing(view, request, faults);
        ListFormat format = ListFormat.of(request);
        ListQuery query = ListQuery.read(request.query(faults), format, listing, view, budget.now());
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Page page = Page.read(table, query, budget);
        // A scope doesn't tell whether there are events beyond it.
        if (page.isNothing()
                && view.scope().isAll()
                && listing instanceof Listing.OfContainer(var container)
                && !table.has(container, budget)) {
            throw Problem.notFound("The container has no events: none was stored, or all have expired.");
        }
        Response response = Response.ok(format.contentType(), page.body(query)).with("Vary", ListFormat.VARY);
        return PageLinks.add(response, request, page.next(), page.previous());
    }

    /// Whether there is a problem also depends on `Accept`.
    @Override
    protected final Response refusal(Problem problem, Request request) {
        return super.refusal(problem, request).with("Vary", ListFormat.VARY);
    }
}
