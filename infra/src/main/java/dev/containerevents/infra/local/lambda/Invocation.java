package dev.containerevents.infra.local.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// One invocation of a function through the runtime API.
///
/// @param functionArn with the qualifier by which it was called
/// @param trace X-Ray's header
/// @param taken completes when a process has fetched it
/// @param outcome completes when it has ended
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Invocation(
        String id,
        String functionArn,
        byte[] payload,
        String trace,
        CompletableFuture<Void> taken,
        CompletableFuture<Outcome> outcome) {

    /// Creates an invocation with a new id and a new trace, which no process has fetched yet.
    public Invocation(String functionArn, byte[] payload) {
        this(functionArn, payload, TraceHeader.of(""));
    }

    Invocation(String functionArn, byte[] payload, TraceHeader trace) {
        this(
                UUID.randomUUID().toString(),
                functionArn,
                payload,
                trace.toString(),
                new CompletableFuture<>(),
                new CompletableFuture<>());
    }

    /// How an invocation ended.
    public sealed interface Outcome {
        byte[] payload();
    }

    /// The function returned a response.
    public record Success(byte[] payload) implements Outcome {}

    /// The function threw an exception, timed out or ended.
    ///
    /// @param payload JSON with `errorType` and `errorMessage`
    public record Failure(byte[] payload) implements Outcome {

        static Failure of(String type, String message) {
            ObjectNode error = JsonTree.object().put("errorType", type).put("errorMessage", message);
            return new Failure(JsonTree.bytes(error));
        }
    }
}
