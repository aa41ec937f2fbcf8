package dev.containerevents.compat.waldur;

import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Event;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Query;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.json.Faults;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.util.List;
import java.util.Set;

/// `GET /api/events/`: the events of the key's organisation, by page numbers.
public final class ListWaldurEvents extends WaldurEndpoint {

    /// Lambda accepts 6 MB, including the rest of the proxy response.
    private static final int MOST_BYTES = 5 * 1024 * 1024;

    private final NumberedPages pages;
    private final EventCounter counter;

    public ListWaldurEvents() {
        this(EventTable.deployed(), EventCounter.deployed());
    }

    public ListWaldurEvents(EventTable events, EventCounter counter) {
        this.pages = new NumberedPages(events, counter);
        this.counter = counter;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.ownOrg(Permission.READ);
        Faults faults = new Faults();
        Query parameters = request.query(faults);
        WaldurQuery query = new WaldurQuery(parameters, budget.now());
        EventSelection selection = query.selection(new WaldurGroups(org, counter, budget));
        Order order = query.order();
        Set<String> fields = WaldurQuery.fields(parameters);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        WaldurPage asked = WaldurPage.read(parameters);
        return switch (pages.page(selection, order, asked.number(), asked.size(), budget)) {
            case NumberedPages.Answer.Page page ->
                Response.ok(body(page.events(), fields))
                        .with("Link", WaldurPage.links(request, page))
                        .with("X-Result-Count", Long.toString(page.total()));
            case NumberedPages.Answer.NoSuchPage() -> throw WaldurPage.invalid();
            case NumberedPages.Answer.TooMuch() -> throw tooMuch();
        };
    }

    private static ResponseBody body(List<Event> events, Set<String> fields) {
        ResponseBody body = new ResponseBody();
        body.write(json -> {
            json.writeStartArray();
            for (Event event : events) {
                WaldurEvent.of(event).write(json, fields);
            }
            json.writeEndArray();
        });
        if (body.length() > MOST_BYTES) {
            throw tooMuch();
        }
        return body;
    }
}
