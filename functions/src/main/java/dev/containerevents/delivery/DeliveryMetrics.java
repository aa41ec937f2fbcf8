package dev.containerevents.delivery;

import dev.containerevents.log.LogLine;
import dev.containerevents.table.DestinationKey;
import java.time.Duration;

/// Numbers of destinations in log lines, of which the stack makes metrics in a namespace of its own. Each line
/// names the destination, for whoever is woken by an alarm.
final class DeliveryMetrics {

    private static final String FUNCTION = DeliverEvents.class.getSimpleName();

    private DeliveryMetrics() {}

    /// Counts a destination that needs a person.
    static void failing(DestinationKey destination) {
        write(destination, "destinations_failing", 1);
    }

    /// Says for how long the oldest entry has waited that a destination should have.
    static void undelivered(DestinationKey destination, Duration age) {
        write(destination, "oldest_undelivered_age", Math.max(0, age.toSeconds()));
    }

    private static void write(DestinationKey destination, String metric, long value) {
        LogLine.write(FUNCTION, null, json -> {
            json.writeStringField("org", destination.org());
            json.writeStringField("destination", destination.id());
            json.writeNumberField(metric, value);
        });
    }
}
