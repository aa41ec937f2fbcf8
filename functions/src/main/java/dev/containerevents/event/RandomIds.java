package dev.containerevents.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Generates the ids of one request's events. Events of one millisecond get ids in the order of the calls: the 12
/// free bits after the time count up from a random number, with room for 2,048 events. An event with a finer time
/// is sorted by that. Not thread-safe.
public final class RandomIds {

    private final SecureRandom random;
    private final Map<Instant, Long> counters = new HashMap<>();

    public RandomIds(SecureRandom random) {
        this.random = random;
    }

    /// Returns a new id for an event of that time.
    public EventId next(Instant timestamp) {
        long counter = counters.merge(timestamp, random.nextLong() & 0x7ff, (last, first) -> last + 1);
        return EventId.of(timestamp, counter, random.nextLong());
    }
}
