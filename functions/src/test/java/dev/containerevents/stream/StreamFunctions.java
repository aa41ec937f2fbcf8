package dev.containerevents.stream;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.table.LocalTable;

/// The functions that follow the table's stream, with a queue that accepts everything, and a bus that accepts what
/// EventBridge does.
public final class StreamFunctions implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// EventBridge's error for a detail that isn't a JSON object.
    private static final String MALFORMED = "MalformedDetail";

    private final LocalQueue queue = new LocalQueue();
    private final LocalBus bus = new LocalBus();
    private final RequestStreamHandler updateLedger;
    private final RequestStreamHandler publishEvents;

    public StreamFunctions(LocalTable table) {
        updateLedger = queue.updateLedger(table);
        publishEvents = bus.handler(queue);
        bus.fate(entries -> LocalBus.refuse(entries, StreamFunctions::code));
    }

    public RequestStreamHandler of(String name) {
        return switch (name) {
            case "UpdateLedger" -> updateLedger;
            case "PublishEvents" -> publishEvents;
            default -> throw new IllegalArgumentException(name + " doesn't follow the stream");
        };
    }

    private static String code(JsonNode entry) {
        try {
            return MAPPER.readTree(entry.path("Detail").asText()).isObject() ? "" : MALFORMED;
        } catch (JsonProcessingException e) {
            return MALFORMED;
        }
    }

    @Override
    public void close() {
        queue.close();
        bus.close();
    }
}
