package dev.containerevents.intake;

import java.time.Instant;
import java.time.temporal.ChronoField;

/// When a record says that it happened.
///
/// @param instant to the nanosecond, not before 1970
/// @param exact   whether it was written with milliseconds or finer
public record RecordTime(Instant instant, boolean exact) {

    /// Returns whether it is no whole second.
    boolean hasFraction() {
        return instant.get(ChronoField.NANO_OF_SECOND) != 0;
    }
}
