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
    void takesALeapSecondForTheSecondBefore() {
        Instant before = Instant.parse("1990-12-31T23:59:59Z");

        assertThat(Rfc3339.parse("1990-12-31T23:59:60Z")).contains(before);
        assertThat(Rfc3339.parse("1990-12-31T15:59:60-08:00")).contains(before);
        assertThat(Rfc3339.parse("1991-01-01t05:29:60.25+05:30")).contains(before.plusMillis(250));
        assertThat(Rfc3339.parse("1990-12-31T23:58:60Z")).isEmpty();
        assertThat(Rfc3339.parse("1990-12-31T23:59:60-08:00")).isEmpty();
    }

    @Test
    void readsBackWhatItWrites() {
        Instant time = Instant.parse("2024-02-29T23:59:59.999Z");

        assertThat(Rfc3339.parse(Rfc3339.text(time))).contains(time);
    }
}
