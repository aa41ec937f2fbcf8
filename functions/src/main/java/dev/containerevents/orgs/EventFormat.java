package dev.containerevents.orgs;

import dev.containerevents.event.CloudEvent;
import dev.containerevents.event.Event;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import java.util.List;

/// The formats of one event.
final class EventFormat {

    private static final String JSON = "application/json";
    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final List<String> TYPES = List.of(JSON, CLOUD_EVENT);

    private EventFormat() {}

    /// Returns the response with an event in the format that the client prefers; JSON if it accepts neither.
    static Response response(Event event, Request request) {
        boolean isCloudEvent = request.accept().preferred(TYPES).orElse(JSON).equals(CLOUD_EVENT);
        ResponseBody body = new ResponseBody();
        body.write(isCloudEvent ? json -> CloudEvent.write(json, event) : event::write);
        return Response.ok(isCloudEvent ? CLOUD_EVENT + ListFormat.UTF_8 : JSON, body)
                .with("Vary", ListFormat.VARY);
    }
}
