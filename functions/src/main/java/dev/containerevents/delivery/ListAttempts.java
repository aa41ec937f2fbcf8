package dev.containerevents.delivery;

import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Query;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Faults;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.DestinationTable;
import dev.containerevents.table.DestinationTable.Listed;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredDestination;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /orgs/{org_id}/destinations/{destination_id}/attempts`: the requests of the last 30 days, newest first.
public final class ListAttempts extends DestinationEndpoint {

    private static final int MOST = 200;
    private static final int DEFAULT_LIMIT = 50;

    private static final Pattern TOKEN = Pattern.compile("\\d{1,15}-[0-9a-f]{8}");

    public ListAttempts() {
        this(DestinationTable.deployed());
    }

    public ListAttempts(DestinationTable table) {
        super(table);
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.READ);
        Faults faults = new Faults();
        Query query = request.query(faults);
        int limit = query.number("limit", 1, MOST, DEFAULT_LIMIT);
        @Nullable String token = query.text("next_token");
        if (token != null && !TOKEN.matcher(token).matches()) {
            query.fault("next_token", "is not a token of this list");
        }
        query.rejectUnknown();
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        StoredDestination destination = DestinationPath.find(table, request, org.id(), budget);
        List<Listed> page = table.attempts(new DestinationKey(org.id(), destination.id()), token, limit + 1, budget);
        boolean hasMore = page.size() > limit;
        List<Listed> shown = hasMore ? page.subList(0, limit) : page;
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("attempts");
            for (Listed listed : shown) {
                DestinationJson.write(json, listed.attempt());
            }
            json.writeEndArray();
            if (hasMore) {
                json.writeStringField("next_token", shown.getLast().place());
            }
            json.writeEndObject();
        });
    }
}
