package dev.containerevents.orgs;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// `GET /orgs/{org_id}/feed`: the log of an organisation from an index on, each event once and in the order in
/// which all were stored.
public final class GetFeed extends Endpoint {

    /// A client at the end of the log needn't ask again before, in seconds: an event takes longer to get there.
    private static final String PAUSE_AT_THE_END = "2";

    private final Log log;
    private final EventTable events;

    public GetFeed() {
        this(Log.deployed(), EventTable.deployed());
    }

    public GetFeed(Log log, EventTable events) {
        this.log = log;
        this.events = events;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.READ);
        Faults faults = new Faults();
        ListFormat format = ListFormat.of(request);
        FeedQuery query = FeedQuery.read(request.query(faults), format, org);
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        Log.End end = log.end(org.id(), budget);
        String origin = log.origin(org.id());
        if (query.origin() != null && !query.origin().equals(origin)) {
            Map<String, String> members = new LinkedHashMap<>();
            members.put("latest", Long.toString(end.size()));
            members.put("origin", origin);
            throw Problem.gone(
                    "The log of this index was replaced by another one: start again at 0 or at latest.", members);
        }
        long index = index(org, query, end, budget);
        FeedPage page =
                FeedPage.read(log.read(org.id(), end, index, query.limit(), budget), org, events, query, budget);
        return response(query, page, end, origin);
    }

    /// Where the page begins.
    private long index(Org org, FeedQuery query, Log.End end, RequestBudget budget) {
        return switch (query.start()) {
            case FeedQuery.Start.Latest() -> end.size();
            case FeedQuery.Start.Since(Instant time) -> log.since(org.id(), end, time, budget);
            case FeedQuery.Start.After(long index) -> {
                if (index > end.size()) {
                    Faults faults = new Faults();
                    faults.add("query/after", "must be at most the size of the log, which is " + end.size());
                    throw Problem.badRequest(faults);
                }
                yield index;
            }
        };
    }

    private static Response response(FeedQuery query, FeedPage page, Log.End end, String origin) {
        Response response = Response.ok(query.format().contentType(), page.body(end, origin))
                .with("Vary", ListFormat.VARY)
                .with("Feed-Next", Long.toString(page.next()))
                .with("Feed-Size", Long.toString(end.size()))
                .with("Feed-Origin", origin);
        if (end.asOf().isPresent()) {
            response = response.with("Feed-As-Of", Rfc3339.text(end.asOf().get()));
        }
        return page.next() == end.size() ? response.with("Retry-After", PAUSE_AT_THE_END) : response;
    }

    /// Whether there is a problem depends on `Accept` as well.
    @Override
    protected Response refusal(Problem problem, Request request) {
        return super.refusal(problem, request).with("Vary", ListFormat.VARY);
    }
}
