package dev.containerevents.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class Rfc3339Test {

    @Test
    void writesATimeAsTheJdkDoesExceptForDecimals() {
        long seed = System.nanoTime();
        LongStream edges = LongStream.of(0, 1, -1, 1_000, 60_000, 61_010, 86_400_000L, 1_700_000_000_120L);
        LongStream any = new Random(seed).longs(2_000, 0, 253_402_300_800_000L);

        LongStream.concat(edges, any).mapToObj(Instant::ofEpochMilli).forEach(time -> {
            assertThat(Rfc3339.text(time)).as("seed " + seed).isEqualTo(withDecimals(time.toString()));
            assertThat(Rfc3339.text(time.plusNanos(456_789)))
                    .isEqualTo(time.plusNanos(456_789).toString());
        });
    }

    private static String withDecimals(String text) {
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }

    @Test
    void readsToTheNanosecondAndNoFiner() {
        Instant noon = Instant.parse("2024-03-01T12:00:00Z");

        assertThat(Rfc3339.parse("2024-03-01T12:00:00.123456789Z")).contains(noon.plusNanos(123_456_789));
        assertThat(Rfc3339.parse("2024-03-01T12:00:00.12345678900000Z")).contains(noon.plusNanos(123_456_789));
        assertThat(Rfc3339.parse("2024-03-01T12:00:00.0000000000Z")).contains(noon);
        assertThat(Rfc3339.parse("2024-03-01T12:00:00.0000000001Z")).isEmpty();
        assertThat(Rfc3339.parse("2024-03-01T12:00:00.1234567891Z")).isEmpty();
        assertThat(Rfc3339.parse("2024-03-01T12:00:00.Z")).isEmpty();
    }

    @Test
    void acceptsEveryOffsetOfTheRfc() {
        Instant noon = Instant.parse("2024-03-01T12:00:00Z");

        assertThat(Rfc3339.parse("2024-03-02T11:59:00+23:59")).contains(noon);
        assertThat(Rfc3339.parse("2024-02-29T12:01:00-23:59")).contains(noon);
        assertThat(Rfc3339.parse("2024-03-01T12:00:00-00:00")).contains(noon);
        for (String offset : new String[] {"+24:00", "+0100", "+01", "+1:00", "+01:60", ""}) {
            assertThat(Rfc3339.parse("2024-03-01T12:00:00" + offset)).as(offset).isEmpty();
        }
        assertThat(Rfc3339.parse("2024-02-30T12:00:00Z")).isEmpty();
    }

    @Test
    void readsALeapSecondAsTheSecondBefore() {
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
