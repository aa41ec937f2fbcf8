package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.aws.Handler;
import dev.containerevents.json.Json;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.StreamRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Follows the table's stream and puts each new event on the event bus, as a CloudEvent.
///
/// Publishes at least once: an event may be published again after a lost response, or if it follows the record
/// from which a batch is repeated. An event that the bus can never accept goes to the dead letters and doesn't
/// delay others.
public final class PublishEvents extends Handler {

    /// How long the function may begin calls. The rest of its time is for the last call: three attempts of up to
    /// four seconds each, and the pauses between them.
    private static final double TIME_TO_BEGIN = 0.4;

    private static final String NAME = PublishEvents.class.getSimpleName();

    private final EventBus bus;
    private final DeadLetters deadLetters;

    public PublishEvents() {
        this(EventBus.deployed(), DeadLetters.deployed());
    }

    PublishEvents(EventBus bus, DeadLetters deadLetters) {
        this.bus = bus;
        this.deadLetters = deadLetters;
    }

    /// Puts no event at all, which the bus refuses.
    @Override
    protected void prime() throws IOException {
        bus.entry(PrimingRecord.read());
        bus.put(List.of());
    }

    @Override
    protected void handle(byte[] event, OutputStream out, Context context) {
        Duration time = Duration.ofMillis((long) (context.getRemainingTimeInMillis() * TIME_TO_BEGIN));
        Optional<StreamRecord> first = publish(StreamBatch.read(event), time);
        Json.write(out, json -> writeFailures(json, first));
    }

    private Optional<StreamRecord> publish(StreamBatch batch, Duration time) {
        long begin = System.nanoTime();
        Publication publication = new Publication(bus, deadLetters, time);
        Optional<StreamRecord> first = publication.publish(batch.records());
        LogLine.write(NAME, first.isEmpty() ? null : publication.failure(), json -> {
            json.writeNumberField("records", batch.records().size());
            json.writeNumberField("left", publication.left());
            json.writeNumberField("dead_letters", publication.laidAside());
            json.writeNumberField("micros", (System.nanoTime() - begin) / 1000);
        });
        return first;
    }

    /// Lambda delivers the batch again from the first of these.
    private static void writeFailures(JsonGenerator json, Optional<StreamRecord> first) throws IOException {
        json.writeStartObject();
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
