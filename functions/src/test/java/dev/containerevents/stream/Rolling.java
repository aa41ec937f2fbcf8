package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.Invocation;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/// Takes the part of Lambda, which reads a table's stream.
public final class Rolling {

    private static final int BATCH = 1000;

    private Rolling() {}

    /// Hands everything to the real function that it hasn't counted yet.
    public static void catchUp(LocalTable table) {
        count(table, "shard-1", table.stream().records());
    }

    /// Hands these records to the real function.
    public static void count(LocalTable table, String shard, List<String> records) {
        try (LocalQueue queue = new LocalQueue()) {
            UpdateRollups function = new UpdateRollups(table.rollupWriter(), queue.deadLetters());
            for (int i = 0; i < records.size(); i += BATCH) {
                Invocation.of(function, Batch.of(shard, records.subList(i, Math.min(records.size(), i + BATCH))));
            }
            if (!queue.messages().isEmpty()) {
                throw new IllegalStateException(queue.messages().toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the real function answers to a batch.
    public static JsonNode answerTo(String batch, LocalTable table) throws IOException {
        try (LocalQueue queue = new LocalQueue()) {
            return Invocation.of(new UpdateRollups(table.rollupWriter(), queue.deadLetters()), batch);
        }
    }

    /// What the real function answers to a command.
    public static JsonNode verify(String command, LocalTable table) throws IOException {
        return Invocation.of(verifier(table), command);
    }

    /// The real function, which hardly waits between its rounds.
    public static RequestStreamHandler verifier(LocalTable table) {
        return new VerifyRollups(table.access(), table.events(), table.rollups(), Duration.ofMillis(1));
    }
}
