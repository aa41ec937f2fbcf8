package dev.containerevents.compat.waldur;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/// `GET /api/events/event_groups/`: the groups that `feature` knows, with the types of each.
public final class ListWaldurEventGroups extends WaldurEndpoint {

    private final EventCounter counter;

    public ListWaldurEventGroups() {
        this(EventCounter.deployed());
    }

    public ListWaldurEventGroups(EventCounter counter) {
        this.counter = counter;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Map<String, Set<String>> groups = new WaldurGroups(request.ownOrg(Permission.READ), counter, budget).logged();
        return Response.ok(json -> write(json, groups));
    }

    private static void write(JsonGenerator json, Map<String, Set<String>> groups) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Set<String>> group : groups.entrySet()) {
            json.writeArrayFieldStart(group.getKey());
            for (String type : group.getValue()) {
                json.writeString(type);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
