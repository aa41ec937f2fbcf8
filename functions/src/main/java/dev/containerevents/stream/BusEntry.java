package dev.containerevents.stream;

import dev.containerevents.event.CloudEvent;
import dev.containerevents.event.Event;
import dev.containerevents.json.Json;
import dev.containerevents.table.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// A new event as an entry for the bus.
///
/// @param record the record of the event
/// @param bytes  its size as EventBridge counts it
record BusEntry(StreamRecord record, PutEventsRequestEntry entry, int bytes) {

    /// Rules match it.
    static final String SOURCE = "dev.containerevents";

    /// The maximum size of all entries of a call: EventBridge accepts less than 256 KB.
    static final int MOST_BYTES = 256 * 1024 - 1;

    /// EventBridge counts a time as so many bytes.
    private static final int BYTES_OF_TIME = 14;

    private static final int LONGEST_TYPE = 128;

    /// @throws IllegalArgumentException if it isn't an event, or EventBridge could never accept it
    static BusEntry of(StreamRecord record, String bus) {
        Event event = record.after().orElseThrow();
        String type = event.details().type();
        if (type.isEmpty() || type.length() > LONGEST_TYPE) {
            throw new IllegalArgumentException("the type has " + type.length() + " characters");
        }
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        Json.write(buffer, json -> CloudEvent.writeWithOrg(json, event));
        String detail = buffer.toString(StandardCharsets.UTF_8);
        int bytes = BYTES_OF_TIME + bytes(SOURCE) + bytes(type) + buffer.size();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("the entry has " + bytes + " bytes");
        }
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(SOURCE)
                .detailType(type)
                .detail(detail)
                .time(event.id().timestamp())
                .resources(List.of())
                .build();
        return new BusEntry(record, entry, bytes);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
