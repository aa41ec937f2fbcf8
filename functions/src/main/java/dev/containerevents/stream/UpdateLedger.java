package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.aws.Handler;
import dev.containerevents.delivery.Announcements;
import dev.containerevents.json.Json;
import dev.containerevents.ledger.Append;
import dev.containerevents.ledger.Change;
import dev.containerevents.ledger.Stage;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.LedgerTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StreamRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows the table's stream and writes the logs of organisations, in two hops: the records of events are staged,
/// and what was staged comes back by the stream and is appended. Then the destinations of the organisation are
/// due.
///
/// Each record has its effect once, however often and in whatever pieces a batch comes. A record that can't be
/// understood goes to the dead-letter queue and holds up nothing.
public final class UpdateLedger extends Handler {

    /// Left of the function's time when it begins no more calls: three attempts of the last one, of up to four
    /// seconds each.
    private static final Duration TIME_TO_END = Duration.ofSeconds(15);

    private static final String NAME = UpdateLedger.class.getSimpleName();

    private final LedgerTable table;
    private final Stage stage;
    private final Append append;
    private final Announcements announcements;
    private final DeadLetters deadLetters;

    public UpdateLedger() {
        this(LedgerTable.deployed(), Announcements.deployed(), DeadLetters.deployed());
    }

    UpdateLedger(LedgerTable table, Announcements announcements, DeadLetters deadLetters) {
        this.table = table;
        this.stage = new Stage(table);
        this.append = new Append(table);
        this.announcements = announcements;
        this.deadLetters = deadLetters;
    }

    /// Makes a row and looks for the end of a log that can't be there.
    @Override
    protected void prime() throws IOException {
        Stage.groups("-", Change.of(PrimingRecord.read()).stream().toList());
        table.lastRun("-", LedgerTable.LAST_INDEX, true, new RequestBudget());
    }

    /// @throws IllegalStateException if the event source mapping has no tumbling window
    @Override
    protected void handle(byte[] event, OutputStream out, Context context) {
        StreamBatch batch = StreamBatch.read(event);
        String shard = batch.shard()
                .orElseThrow(() -> new IllegalStateException("the event source mapping needs a tumbling window"));
        Duration time = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(TIME_TO_END);
        Optional<StreamRecord> first =
                batch.records().isEmpty() ? Optional.empty() : update(shard, batch.records(), new RequestBudget(time));
        Json.write(out, json -> write(json, first));
    }

    /// @return the first record that couldn't be written
    private Optional<StreamRecord> update(String shard, List<StreamRecord> records, RequestBudget budget) {
        long begin = System.nanoTime();
        LedgerBatch batch = new LedgerBatch(stage, append, announcements, deadLetters, shard, Instant.now(), budget);
        @Nullable RuntimeException failure = null;
        Optional<StreamRecord> first = Optional.empty();
        try {
            first = batch.write(records);
            failure = batch.failure();
            return first;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            int left = first.map(record -> records.size() - records.indexOf(record))
                    .orElse(0);
            LogLine.write(NAME, failure, json -> {
                json.writeStringField("shard", shard);
                json.writeNumberField("records", records.size());
                json.writeNumberField("left", left);
                json.writeNumberField("dead_letters", batch.deadLetters());
                json.writeNumberField("read_units", budget.read());
                json.writeNumberField("write_units", budget.write());
                json.writeNumberField("micros", (System.nanoTime() - begin) / 1000);
            });
        }
    }

    /// A windowed invocation must answer with a state. We need none: the window is there because only it tells the
    /// shard. Lambda hands on again what begins with the first failure.
    private static void write(JsonGenerator json, Optional<StreamRecord> first) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("state");
        json.writeEndObject();
        json.writeArrayFieldStart("batchItemFailures");
        if (first.isPresent()) {
            json.writeStartObject();
            json.writeStringField("itemIdentifier", first.get().sequenceNumber());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
