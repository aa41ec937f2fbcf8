package dev.containerevents.event;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Generates the ids and seeds of one request's events. Events of one millisecond get ids in the order of the
/// calls: the 12 free bits after the time count up from a random number, with room for 2,048 events. An event with
/// a finer time is sorted by that. Only [#seed] is thread-safe.
public final class RandomIds {

    private static final int SECRET_BYTES = 32;

    private final SecureRandom random;
    private final byte[] secret = new byte[SECRET_BYTES];
    private final Map<Instant, Long> counters = new HashMap<>();

    public RandomIds(SecureRandom random) {
        this.random = random;
        random.nextBytes(secret);
    }

    /// Returns a new id for an event of that time.
    public EventId next(Instant timestamp) {
        long counter = counters.merge(timestamp, random.nextLong() & 0x7ff, (last, first) -> last + 1);
        return EventId.of(timestamp, counter, random.nextLong());
    }

    /// Returns the seed of the event of that id. It is the same each time, because a throttled write is repeated,
    /// and an earlier attempt may have stored the event without our knowing.
    public Seed seed(EventId id) {
        ByteBuffer text = ByteBuffer.allocate(SECRET_BYTES + 2 * Long.BYTES)
                .put(secret)
                .putLong(id.high())
                .putLong(id.low());
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(text.array()));
        return new Seed(digest.getLong(), digest.getLong());
    }
}
