package dev.containerevents.delivery;

import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.DestinationTable.Announced;
import dev.containerevents.table.StoredDestination;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What happens to destinations, as events of their organisation.
enum DestinationEvent {
    CREATED("created"),
    UPDATED("updated"),
    PAUSED("paused"),
    RESUMED("resumed"),
    FAILING("failing"),
    RECOVERED("recovered"),
    DELETED("deleted");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;

    DestinationEvent(String name) {
        this.name = name;
    }

    /// Returns the event of a destination.
    ///
    /// @param why why it happened, if that is a failure; null otherwise
    Announced of(StoredDestination destination, Org org, @Nullable String why, Instant now) {
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        Json.write(context, json -> {
            json.writeStartObject();
            json.writeStringField("destination_id", destination.id());
            json.writeStringField("kind", destination.settings().kind());
            json.writeStringField(
                    "host", DestinationJson.host(destination.settings().url()));
            if (why != null) {
                json.writeStringField("reason", why);
            }
            json.writeEndObject();
        });
        RandomIds ids = new RandomIds(RANDOM);
        EventDetails details = new EventDetails(
                "destination." + name,
                why == null ? Status.SUCCESS : Status.FAIL,
                null,
                null,
                new JsonText(context.toString(StandardCharsets.UTF_8)),
                null,
                null,
                null,
                false,
                null);
        Event event = Event.of(ids.next(time), new Container(org.id(), Container.DESTINATIONS), time, details, org);
        return new Announced(event.with(ids.seed(event.id())), org);
    }
}
