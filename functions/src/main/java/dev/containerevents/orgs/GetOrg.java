package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.EventBudget;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Tier;
import dev.containerevents.http.Caller;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `GET /orgs/{org_id}`: the limits of the key's organisation, and what it used of them today.
public final class GetOrg extends Endpoint {

    private final Log log;

    public GetOrg() {
        this(Log.deployed());
    }

    public GetOrg(Log log) {
        this.log = log;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        Org org = request.org(Permission.READ);
        request.refuseQuery();
        Instant now = budget.now();
        Caller caller = request.caller();
        Log.End end = log.end(org.id(), budget);
        long stored = end.storedOn(now);
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeStringField("org_id", org.id());
            writeRequests(json, caller.tier());
            writeEvents(json, caller.budget().map(EventBudget::perDay), stored, now, end.asOf());
            json.writeNumberField("shards", org.shards());
            json.writeObjectFieldStart("retention");
            for (Map.Entry<String, Integer> type : new TreeMap<>(org.retention().days()).entrySet()) {
                json.writeNumberField(type.getKey(), type.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void writeRequests(JsonGenerator json, Optional<Tier> own) throws IOException {
        Tier tier = own.orElse(Tier.SMALL);
        json.writeObjectFieldStart("requests");
        json.writeStringField("tier", tier.text());
        json.writeBooleanField("shared", own.isEmpty());
        json.writeNumberField("per_second", tier.rate());
        json.writeNumberField("burst", tier.burst());
        json.writeEndObject();
    }

    private static void writeEvents(
            JsonGenerator json, Optional<Long> perDay, long stored, Instant now, Optional<Instant> asOf)
            throws IOException {
        json.writeObjectFieldStart("events");
        if (perDay.isPresent()) {
            json.writeNumberField("per_day", perDay.get());
        }
        json.writeNumberField("stored_today", stored);
        json.writeStringField("reset", Rfc3339.text(EventBudget.of(0, 0, now).reset()));
        if (asOf.isPresent()) {
            json.writeStringField("as_of", Rfc3339.text(asOf.get()));
        }
        json.writeEndObject();
    }
}
