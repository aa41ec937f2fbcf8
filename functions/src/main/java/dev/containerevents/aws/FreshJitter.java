package dev.containerevents.aws;

import java.security.SecureRandom;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/// Waits for a random part of what another strategy waits. The SDK's own jitter draws from a generator whose seed
/// is in the snapshot, so all copies of a function that are refused at the same time would come back at the same
/// time.
///
/// @param longest how long to wait at most
record FreshJitter(BackoffStrategy longest) implements BackoffStrategy {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public Duration computeDelay(int attempt) {
        return Duration.ofNanos(
                (long) (RANDOM.nextDouble() * longest.computeDelay(attempt).toNanos()));
    }
}
