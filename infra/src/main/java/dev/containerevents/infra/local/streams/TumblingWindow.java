package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The invocations of a function for one shard that share a state. Not thread-safe.
final class TumblingWindow {

    /// The size of the state at which Lambda ends a window early.
    private static final int MAXIMUM_STATE = 1_048_576;

    private final Instant start;
    private final Instant end;
    private ObjectNode state = JsonTree.object();

    /// Returns the window that contains an instant. Windows of one length follow each other without a gap.
    TumblingWindow(Instant instant, Duration length) {
        start = Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), length.toSeconds()) * length.toSeconds());
        end = start.plus(length);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(end);
    }

    /// Adds Lambda's description of the window.
    void describe(ObjectNode event, boolean isFinal) {
        event.putObject("window").put("start", start.toString()).put("end", end.toString());
        event.set("state", state);
        event.put("isFinalInvokeForWindow", isFinal).put("isWindowTerminatedEarly", false);
    }

    /// Returns the size of the state, in bytes.
    int stateSize() {
        return JsonTree.bytes(state).length;
    }

    /// Takes the state from a response.
    ///
    /// @return why the response is invalid; empty if it is valid
    Optional<String> take(JsonNode answer) {
        if (!(answer.path("state") instanceof ObjectNode given)) {
            return Optional.of("a function with a window must return an object with its `state`");
        }
        if (JsonTree.bytes(given).length > MAXIMUM_STATE) {
            return Optional.of(
                    "the state is over 1 MB, at which Lambda ends a window early, and the local cloud can't");
        }
        state = given;
        return Optional.empty();
    }
}
