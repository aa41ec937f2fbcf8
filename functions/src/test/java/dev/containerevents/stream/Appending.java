package dev.containerevents.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.Invocation;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/// Stands in for Lambda's reading of a table's stream on behalf of the logs.
public final class Appending {

    private static final int BATCH = 1000;
    private static final Duration TIME = Duration.ofMinutes(1);

    private Appending() {}

    /// Hands everything to the real function, both what is to be staged and what is to be appended. What was
    /// handed to it before comes again.
    public static void catchUp(LocalTable table) {
        catchUp(table, table);
    }

    /// The same with a function whose calls may fail. What it doesn't write comes again.
    ///
    /// @param faulty the same table
    public static void catchUp(LocalTable table, LocalTable faulty) {
        deliver(faulty, table.stream().records("E#"));
        deliver(faulty, table.stream().records("S#"));
    }

    private static void deliver(LocalTable table, List<String> records) {
        try (LocalQueue queue = new LocalQueue()) {
            UpdateLedger function = new UpdateLedger(table.ledger(), queue.deadLetters());
            for (int i = 0; i < records.size(); i += BATCH) {
                String batch = Batch.of("shard-1", records.subList(i, Math.min(records.size(), i + BATCH)));
                while (!Invocation.of(function, batch, TIME)
                        .path("batchItemFailures")
                        .isEmpty()) {}
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
            return Invocation.of(new UpdateLedger(table.ledger(), queue.deadLetters()), batch);
        }
    }
}
