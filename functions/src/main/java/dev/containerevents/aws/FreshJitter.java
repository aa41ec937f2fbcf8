package dev.containerevents.aws;

import java.security.SecureRandom;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/// Waits for a random part of another strategy's delay. The SDK's own jitter uses a generator whose seed is in the
/// snapshot, so all copies of a function that are throttled at the same time would retry at the same time.
///
/// @param longest the strategy that gives the longest delay
record FreshJitter(BackoffStrategy longest) implements BackoffStrategy {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public Duration computeDelay(int attempt) {
        return Duration.ofNanos(
                (long) (RANDOM.nextDouble() * longest.computeDelay(attempt).toNanos()));
    }
}
