package dev.containerevents.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Event;
import dev.containerevents.ledger.StagedRecord;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Stands in for Lambda's reading of a table's stream on behalf of the logs.
public final class Appending {

    private static final int BATCH = 1000;
    private static final int ROWS = 100;
    private static final Duration TIME = Duration.ofMinutes(1);

    private Appending() {}

    /// Hands everything to the real function, both what is to be staged and what is to be appended. What was
    /// handed to it before comes again.
    public static void catchUp(LocalTable table) {
        catchUp(table, table);
    }

    /// Hands these records to the real function as if they were the stream's, and what is staged by then.
    public static void catchUp(LocalTable table, List<String> records) {
        deliver(table, records);
        deliver(table, table.stream().records("S#"));
    }

    /// Has the real function append rows which say that these events were stored.
    ///
    /// @param sequence of the first record
    public static void append(LocalTable table, List<Event> events, long sequence) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < events.size(); i += ROWS) {
            records.add(StagedRecord.of(events.subList(i, Math.min(events.size(), i + ROWS)), sequence + i));
        }
        deliver(table, records);
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
            UpdateLedger function = queue.updateLedger(table);
            for (int i = 0; i < records.size(); i += BATCH) {
                String batch = WindowedBatch.of("shard-1", records.subList(i, Math.min(records.size(), i + BATCH)));
                while (!HandlerInvocation.of(function, batch, TIME)
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
            return HandlerInvocation.of(queue.updateLedger(table), batch);
        }
    }
}
