package dev.containerevents.infra.local.usage;

import java.util.function.LongSupplier;

/// Limits requests by the algorithm of API Gateway: each takes a token from a bucket that is refilled steadily.
/// Thread-safe.
public final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double rate;
    private final int burst;
    private final LongSupplier nanoTime;
    private double tokens;
    private long refilled;

    /// Creates a full bucket.
    ///
    /// @param rate  how many tokens are added a second
    /// @param burst how many tokens it holds
    public TokenBucket(double rate, int burst) {
        this(rate, burst, System::nanoTime);
    }

    TokenBucket(double rate, int burst, LongSupplier nanoTime) {
        this.rate = rate;
        this.burst = burst;
        this.nanoTime = nanoTime;
        tokens = burst;
        refilled = nanoTime.getAsLong();
    }

    /// Takes a token.
    ///
    /// @return whether there was one
    public synchronized boolean take() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst, tokens + (now - refilled) / NANOS * rate);
        refilled = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
