package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.count.Bucket;
import dev.containerevents.count.EventCount;
import dev.containerevents.count.EventCounter;
import dev.containerevents.count.TooManyTypesException;
import dev.containerevents.event.Org;
import dev.containerevents.http.Cursor;
import dev.containerevents.http.Endpoint;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.View;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// `GET /orgs/{org_id}/events/count`: how many events there are, in all or by time, type and status.
public final class CountEvents extends Endpoint {

    private final EventCounter counter;

    public CountEvents() {
        this(EventCounter.deployed());
    }

    public CountEvents(EventCounter counter) {
        this.counter = counter;
    }

    @Override
    protected Response answer(Request request, RequestBudget budget) {
        View view = request.view();
        Faults faults = new Faults();
        CountQuery query = CountQuery.read(request.query(faults), view, budget.now());
        if (!faults.none()) {
            throw Problem.badRequest(faults);
        }
        EventCount count = count(view.org(), query, budget);
        Optional<String> next = Optional.ofNullable(count.position())
                .map(position -> new Cursor(position, Cursor.Direction.NEXT, query.digest()).token());
        Response response = Response.ok(json -> write(json, count, query, next));
        return PageLinks.add(response, request, next, Optional.empty());
    }

    private EventCount count(Org org, CountQuery query, RequestBudget budget) {
        try {
            return counter.count(org, query.filter(), query.range(), query.grouping(), budget);
        } catch (TooManyTypesException e) {
            Faults faults = new Faults();
            faults.add(
                    "query/group_by",
                    "can't be event_type: the organisation has more than 8,192 types; name some with event_type");
            throw Problem.badRequest(faults);
        }
    }

    private static void write(JsonGenerator json, EventCount count, CountQuery query, Optional<String> next)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("count", count.count());
        if (count.asOf() != null) {
            json.writeStringField("as_of", Rfc3339.text(count.asOf()));
        }
        if (query.isSplit()) {
            json.writeArrayFieldStart("buckets");
            for (Map.Entry<Bucket, Long> bucket : count.buckets().entrySet()) {
                write(json, bucket.getKey(), bucket.getValue());
            }
            json.writeEndArray();
        }
        if (next.isPresent()) {
            json.writeStringField("next_token", next.get());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Bucket bucket, long count) throws IOException {
        json.writeStartObject();
        if (bucket.start() != null) {
            json.writeStringField("start", Rfc3339.text(bucket.start()));
        }
        if (bucket.type() != null) {
            json.writeStringField("event_type", bucket.type());
        }
        if (bucket.status() != null) {
            json.writeStringField("status", bucket.status().name());
        }
        json.writeNumberField("count", count);
        json.writeEndObject();
    }
}
