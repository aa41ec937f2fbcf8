package dev.containerevents.infra.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// One invocation of a function through the runtime API.
///
/// @param functionArn with the qualifier by which it was called
/// @param taken completes when a process has fetched it
/// @param outcome completes when it has ended
@SuppressWarnings("ArrayRecordComponent") // never compared
record Invocation(
        String id,
        String functionArn,
        byte[] payload,
        CompletableFuture<Void> taken,
        CompletableFuture<Outcome> outcome) {

    Invocation(String functionArn, byte[] payload) {
        this(UUID.randomUUID().toString(), functionArn, payload, new CompletableFuture<>(), new CompletableFuture<>());
    }

    sealed interface Outcome {
        byte[] payload();
    }

    record Success(byte[] payload) implements Outcome {}

    /// @param payload JSON with `errorType` and `errorMessage`
    record Failure(byte[] payload) implements Outcome {

        static Failure of(String type, String message) {
            ObjectNode error = Json.object().put("errorType", type).put("errorMessage", message);
            return new Failure(Json.bytes(error));
        }
    }
}
