package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class IdRangeTest {

    private static final EventId THREE = new EventId(0, 3);
    private static final EventId FIVE = new EventId(0, 5);
    private static final EventId EIGHT = new EventId(0, 8);

    private final IdRange range = new IdRange(THREE, EIGHT);

    @Test
    void goesOnBehindAPosition() {
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
    void countsAMillisecondToTheSideWhereItsEventsAre() {
        Instant noon = Instant.parse("2023-11-18T12:00:00Z");
        EventId atNoon = EventId.floor(noon);

        // The event at noon is before half a millisecond past, and not at or after it.
        assertThat(IdRange.of(noon, noon.plusNanos(500_000)).until()).isGreaterThan(atNoon);
        assertThat(IdRange.of(noon.plusNanos(500_000), Instant.MAX).from()).isGreaterThan(atNoon);
        assertThat(IdRange.of(noon, noon).isEmpty()).isTrue();
    }

    @Test
    void takesTimesThatNoIdCanHoldToTheNearestThatCan() {
        assertThat(IdRange.of(Instant.MIN, Instant.MAX)).isEqualTo(IdRange.ALL);
        assertThat(IdRange.of(Instant.EPOCH, Instant.EPOCH).isEmpty()).isTrue();
    }
}
