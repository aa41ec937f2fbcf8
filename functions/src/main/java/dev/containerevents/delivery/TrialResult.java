package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.table.StoredAttempt;
import java.io.IOException;
import java.util.Optional;

/// The result of testing a destination.
///
/// @param attempt empty if there is no such destination
record TrialResult(Optional<StoredAttempt> attempt) {

    /// Writes it as `DeliverEvents` answers `TestDestination`.
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (attempt.isPresent()) {
            json.writeStringField("outcome", attempt.get().outcome());
            if (attempt.get().status() > 0) {
                json.writeNumberField("status", attempt.get().status());
            }
            json.writeNumberField("millis", attempt.get().millis());
            if (attempt.get().error() != null) {
                json.writeStringField("error", attempt.get().error());
            }
        }
        json.writeEndObject();
    }
}
