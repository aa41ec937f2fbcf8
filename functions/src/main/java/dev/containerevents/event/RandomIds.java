package dev.containerevents.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Makes up the ids of one request's events. The 12 bits behind the time count within a millisecond, from a random
/// number on: events of one request never share them, before there are 4,096. Not thread-safe.
public final class RandomIds {

    private final SecureRandom random;
    private final Map<Instant, Long> counters = new HashMap<>();

    public RandomIds(SecureRandom random) {
        this.random = random;
    }

    /// A new id for an event of that time.
    public EventId next(Instant timestamp) {
        long counter = counters.merge(timestamp, random.nextLong() & 0xfff, (last, first) -> last + 1);
        return EventId.of(timestamp, counter, random.nextLong());
    }
}
