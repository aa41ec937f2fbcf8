package dev.containerevents.delivery;

import dev.containerevents.log.LogLine;
import java.time.Duration;

/// Numbers of destinations in log lines, of which the stack makes metrics in a namespace of its own.
final class DeliveryMetrics {

    private static final String FUNCTION = DeliverEvents.class.getSimpleName();

    private DeliveryMetrics() {}

    /// Counts a destination that needs a person.
    static void failing() {
        LogLine.write(FUNCTION, null, json -> json.writeNumberField("destinations_failing", 1));
    }

    /// Says for how long the oldest entry has waited that a destination should have.
    static void undelivered(Duration age) {
        LogLine.write(
                FUNCTION, null, json -> json.writeNumberField("oldest_undelivered_age", Math.max(0, age.toSeconds())));
    }
}
