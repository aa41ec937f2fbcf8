package dev.containerevents.delivery;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// How long to wait before a failed request is repeated: 1 s to 15 min, doubled by each failure, and shortened by
/// up to a half at random, so that destinations that failed together don't come back together.
///
/// @param random from 0 to 1. A generator whose seed is in the snapshot would give all copies the same
record Backoff(DoubleSupplier random) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_SECONDS = 900;
    private static final int MOST_DOUBLINGS = 10;

    static Backoff fresh() {
        return new Backoff(() -> RANDOM.nextDouble());
    }

    /// @param failures how many requests failed before this one, in a row
    Duration after(int failures) {
        double seconds = Math.min(LONGEST_SECONDS, 1L << Math.min(failures, MOST_DOUBLINGS));
        double wait = (0.5 + random.getAsDouble() / 2) * seconds;
        return Duration.ofMillis((long) (Math.max(1, wait) * 1000));
    }
}
