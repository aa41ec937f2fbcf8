package dev.containerevents.auth;

import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.Optional;

/// `GET /caller`: whose the key or viewer token is, and what it may do. Reads nothing: the authorizer has told.
public final class GetCaller extends Endpoint {

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Caller caller = request.caller();
        request.refuseQuery();
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeStringField("org_id", caller.org().id());
            json.writeArrayFieldStart("rights");
            for (Permission right : caller.rights()) {
                json.writeString(right.text());
            }
            json.writeEndArray();
            json.writeStringField("key_id", caller.credential().id());
            Optional<Instant> expires = caller.credential().expires();
            if (expires.isPresent()) {
                json.writeStringField("expires", Rfc3339.text(expires.get()));
            }
            caller.credential().scope().writeMembers(json);
            json.writeEndObject();
        });
    }
}
