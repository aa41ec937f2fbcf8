package dev.containerevents.infra.local.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How many requests a bucket allows, by a clock that the test sets.
final class TokenBucketTest {

    private static final int RATE = 10;
    private static final int BURST = 20;

    private final AtomicLong nanoTime = new AtomicLong();
    private final TokenBucket bucket = new TokenBucket(RATE, BURST, nanoTime::get);

    @Test
    void allowsABurstAndThenTheRate() {
        assertThat(taken(BURST + 5)).isEqualTo(BURST);
        pass(Duration.ofSeconds(1));
        assertThat(taken(BURST + 5)).isEqualTo(RATE);
        pass(Duration.ofMillis(99));
        assertThat(taken(1)).isZero();
        pass(Duration.ofMillis(1));
        assertThat(taken(2)).isEqualTo(1);
    }

    @Test
    void holdsNoMoreThanABurst() {
        pass(Duration.ofHours(1));

        assertThat(taken(10 * BURST)).isEqualTo(BURST);
    }

    /// 20 times the rate, for a minute.
    @Test
    void allowsALoudClientNoMoreThanTheRateOnAverage() {
        int allowed = 0;
        for (int second = 0; second < 60; second++) {
            for (int tenth = 0; tenth < 10; tenth++) {
                pass(Duration.ofMillis(100));
                allowed += taken(2 * RATE);
            }
        }

        assertThat(allowed).isBetween(60 * RATE, 60 * RATE + BURST);
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private int taken(int requests) {
        return (int) IntStream.range(0, requests).filter(_ -> bucket.take()).count();
    }
}
