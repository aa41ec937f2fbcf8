package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.table.DeliveryProgress;
import dev.containerevents.table.DestinationSettings;
import dev.containerevents.table.StoredAttempt;
import dev.containerevents.table.StoredDestination;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes destinations as the contract's `Destination`. Of a URL it shows only the host, because a path may have a
/// secret.
final class DestinationJson {

    private DestinationJson() {}

    /// Returns the host of a URL, with its port unless that is the scheme's own.
    static String host(String url) {
        String rest = url.substring(url.indexOf("://") + 3);
        return rest.split("[/?]", 2)[0];
    }

    /// @param size how many rows the log has
    static void write(JsonGenerator json, StoredDestination destination, long size) throws IOException {
        DestinationSettings settings = destination.settings();
        DeliveryProgress progress = destination.progress();
        json.writeStartObject();
        json.writeStringField("destination_id", destination.id());
        json.writeStringField("kind", settings.kind());
        json.writeStringField("host", host(settings.url()));
        if (settings.form() != null) {
            json.writeStringField("form", settings.form());
        }
        json.writeFieldName("filters");
        json.writeRawValue(settings.filter());
        json.writeStringField("created", Rfc3339.text(destination.created()));
        json.writeStringField("state", progress.state().text());
        json.writeStringField("next", Long.toString(progress.next()));
        json.writeStringField("lag", Long.toString(Math.max(0, size - progress.next())));
        writeTime(json, "last_success", progress.lastSuccess());
        writeTime(json, "last_failure", progress.lastFailure());
        writeTime(json, "next_attempt", progress.nextAttempt());
        if (progress.error() != null) {
            json.writeStringField("error", progress.error());
        }
        json.writeNumberField("skipped", progress.skipped());
        json.writeNumberField("gone", progress.gone());
        json.writeNumberField("too_old", progress.tooOld());
        DeliveryProgress.Replay replay = progress.replay();
        if (replay != null) {
            json.writeObjectFieldStart("replay");
            json.writeStringField("replay_id", replay.id());
            json.writeStringField("next", Long.toString(replay.next()));
            json.writeStringField("to", Long.toString(replay.end()));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    static void write(JsonGenerator json, StoredAttempt attempt) throws IOException {
        json.writeStartObject();
        json.writeStringField("time", Rfc3339.text(attempt.at()));
        json.writeStringField("first", Long.toString(attempt.first()));
        json.writeStringField("last", Long.toString(attempt.last()));
        json.writeNumberField("entries", attempt.entries());
        json.writeNumberField("bytes", attempt.bytes());
        if (attempt.status() > 0) {
            json.writeNumberField("status", attempt.status());
        }
        json.writeNumberField("millis", attempt.millis());
        json.writeStringField("outcome", attempt.outcome());
        if (attempt.error() != null) {
            json.writeStringField("error", attempt.error());
        }
        if (attempt.replay() != null) {
            json.writeStringField("replay_id", attempt.replay());
        }
        json.writeEndObject();
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        if (time != null) {
            json.writeStringField(name, Rfc3339.text(time));
        }
    }
}
