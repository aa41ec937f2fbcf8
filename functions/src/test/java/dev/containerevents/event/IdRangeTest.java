package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class IdRangeTest {

    private static final EventId THREE = new EventId(0, 3);
    private static final EventId FIVE = new EventId(0, 5);
    private static final EventId EIGHT = new EventId(0, 8);

    private final IdRange range = new IdRange(THREE, EIGHT);

    @Test
    void continuesAfterAPosition() {
        assertThat(range.behind(FIVE, Order.ASC)).isEqualTo(new IdRange(new EventId(0, 6), EIGHT));
        assertThat(range.behind(FIVE, Order.DESC)).isEqualTo(new IdRange(THREE, FIVE));
    }

    @Test
    void neverReachesBeyondItself() {
        EventId before = new EventId(0, 1);

        assertThat(range.behind(before, Order.ASC)).isEqualTo(range);
        assertThat(range.behind(before, Order.DESC).isEmpty()).isTrue();
        assertThat(range.behind(EventId.LAST, Order.ASC).isEmpty()).isTrue();
        assertThat(range.behind(EventId.LAST, Order.DESC)).isEqualTo(range);
        assertThat(IdRange.ALL.behind(EventId.LAST, Order.ASC).isEmpty()).isTrue();
    }

    @Test
    void distinguishesTimesWithinAMillisecond() {
        Instant noon = Instant.parse("2023-11-18T12:00:00Z");
        Instant past = noon.plusNanos(500_000);

        for (int nanos : new int[] {0, 1, 499_999, 500_000, 500_001, 999_999}) {
            Instant time = noon.plusNanos(nanos);
            EventId id = EventId.of(time, 0xfff, 0);
            assertThat(holds(IdRange.of(noon, past), id, time)).isEqualTo(time.isBefore(past));
            assertThat(holds(IdRange.of(past, Instant.MAX), id, time)).isEqualTo(!time.isBefore(past));
        }
        assertThat(IdRange.of(noon, noon).isEmpty()).isTrue();
    }

    @Test
    void keepsItsTimesBehindAPosition() {
        Instant start = Instant.parse("2023-11-18T12:00:00.0005Z");
        IdRange range = IdRange.of(start, start.plusSeconds(1));
        IdRange rest = range.behind(EventId.floor(start), Order.ASC);

        assertThat(range.startTime()).isEqualTo(start);
        assertThat(rest.start()).isEqualTo(start);
        assertThat(rest.startTime())
                .isEqualTo(start.truncatedTo(ChronoUnit.MILLIS).plusMillis(1));
        assertThat(rest.endTime()).isEqualTo(start.plusSeconds(1));
    }

    private static boolean holds(IdRange range, EventId id, Instant time) {
        return range.from().compareTo(id) <= 0 && id.compareTo(range.until()) < 0 && range.holds(time);
    }

    @Test
    void replacesTimesBeyondIdsByTheNearestThatFits() {
        assertThat(IdRange.of(Instant.MIN, Instant.MAX)).isEqualTo(IdRange.ALL);
        assertThat(IdRange.of(Instant.EPOCH, Instant.EPOCH).isEmpty()).isTrue();
    }
}
