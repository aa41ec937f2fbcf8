package dev.containerevents.event;

import dev.containerevents.json.JsonText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Details of events for tests.
public final class Details {

    public static final Actor JOE = new Actor("joe", new JsonText("{\"id\":\"joe\"}"));

    private Details() {}

    /// What an event has that wasn't sent as a CloudEvent.
    public static EventDetails of(
            String type,
            Status status,
            @Nullable Actor actor,
            @Nullable String message,
            @Nullable JsonText context,
            @Nullable String clientIp,
            @Nullable String source,
            @Nullable Instant expires) {
        return new EventDetails(type, status, actor, message, context, clientIp, source, expires, false, null);
    }
}
