package dev.containerevents.delivery;

import dev.containerevents.json.Json;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;

/// Metrics of destinations, as log lines that CloudWatch reads (embedded metric format).
final class DeliveryMetrics {

    private static final String NAMESPACE = "ContainerEvents";

    private DeliveryMetrics() {}

    /// Counts a destination that needs a person.
    static void failing(Instant now) {
        write("DestinationsFailing", "Count", 1, now);
    }

    /// Says since when the oldest entry has waited that a destination should have.
    static void undelivered(Duration age, Instant now) {
        write("OldestUndeliveredAge", "Seconds", Math.max(0, age.toSeconds()), now);
    }

    private static void write(String name, String unit, long value, Instant now) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        Json.write(line, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("_aws");
            json.writeNumberField("Timestamp", now.toEpochMilli());
            json.writeArrayFieldStart("CloudWatchMetrics");
            json.writeStartObject();
            json.writeStringField("Namespace", NAMESPACE);
            json.writeArrayFieldStart("Dimensions");
            json.writeStartArray();
            json.writeEndArray();
            json.writeEndArray();
            json.writeArrayFieldStart("Metrics");
            json.writeStartObject();
            json.writeStringField("Name", name);
            json.writeStringField("Unit", unit);
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeNumberField(name, value);
            json.writeEndObject();
        });
        line.write('\n');
        System.out.writeBytes(line.toByteArray());
    }
}
