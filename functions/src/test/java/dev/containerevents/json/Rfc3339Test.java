package dev.containerevents.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class Rfc3339Test {

    @Test
    void writesATimeAsTheJdkDoes() {
        long seed = System.nanoTime();
        LongStream edges = LongStream.of(0, 1, -1, 1_000, 60_000, 61_010, 86_400_000L, 1_700_000_000_120L);
        LongStream any = new Random(seed).longs(2_000, 0, 253_402_300_800_000L);

        LongStream.concat(edges, any).mapToObj(Instant::ofEpochMilli).forEach(time -> {
            assertThat(Rfc3339.text(time)).as("seed " + seed).isEqualTo(time.toString());
            assertThat(Rfc3339.text(time.plusNanos(456_789)))
                    .isEqualTo(time.plusNanos(456_789).toString());
        });
    }

    @Test
    void readsBackWhatItWrites() {
        Instant time = Instant.parse("2024-02-29T23:59:59.999Z");

        assertThat(Rfc3339.parse(Rfc3339.text(time))).contains(time);
    }
}
