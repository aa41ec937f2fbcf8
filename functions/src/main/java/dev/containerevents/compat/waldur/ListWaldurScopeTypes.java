package dev.containerevents.compat.waldur;

import dev.containerevents.event.Permission;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.table.RequestBudget;
import java.util.List;

/// `GET /api/events/scope_types/`: the kinds of objects that `scope` accepts. Organisations are Waldur's
/// customers, containers its projects, actors its users.
public final class ListWaldurScopeTypes extends WaldurEndpoint {

    private static final List<String> TYPES = List.of("structure.customer", "structure.project", "core.user");

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        request.ownOrg(Permission.READ);
        return Response.ok(json -> {
            json.writeStartArray();
            for (String type : TYPES) {
                json.writeString(type);
            }
            json.writeEndArray();
        });
    }
}
