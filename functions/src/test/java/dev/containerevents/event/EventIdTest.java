package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EventIdTest {

    private static final Instant NOON = Instant.parse("2023-11-18T12:00:00.123Z");

    private final RandomIds ids = new RandomIds(new SecureRandom());

    @Test
    void isAVersion7UuidOfTheEventsOwnTime() {
        for (Instant time : new Instant[] {Instant.EPOCH, NOON, Instant.parse("2126-01-01T00:00:00Z")}) {
            EventId id = ids.next(time);
            UUID uuid = UUID.fromString(id.toString());

            assertThat(id.timestamp()).isEqualTo(time);
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(EventId.parse(id.toString())).contains(id);
            assertThat(id).isGreaterThanOrEqualTo(EventId.floor(time)).isLessThan(EventId.floor(time.plusMillis(1)));
        }
    }

    @Test
    void sortsAsTextAndAsBitsAlike() {
        EventId previous = EventId.FIRST;
        for (long millis = 1; millis < 1L << 47; millis *= 3) {
            EventId id = EventId.of(Instant.ofEpochMilli(millis), millis % 5, -millis);

            assertThat(id).isGreaterThan(previous);
            assertThat(id.toString()).isGreaterThan(previous.toString());
            previous = id;
        }
    }

    @Test
    void sortsByTheFractionOfAMillisecond() {
        Instant time = Instant.parse("2024-03-01T09:00:00.250Z");
        EventId previous = EventId.FIRST;
        for (int nanos = 1; nanos < 1_000_000; nanos += 245) {
            EventId id = ids.next(time.plusNanos(nanos));

            assertThat(id.timestamp()).isEqualTo(time);
            assertThat(id).isGreaterThan(previous);
            previous = id;
        }
    }

    @Test
    void sortsTheEventsOfARequestAsTheyAsked() {
        Instant now = Instant.parse("2024-03-01T09:00:00.250Z");
        for (int request = 0; request < 100; request++) {
            RandomIds own = new RandomIds(new SecureRandom());
            EventId previous = own.next(now);
            for (int event = 1; event < 1000; event++) {
                EventId id = own.next(now);
                assertThat(id).isGreaterThan(previous);
                previous = id;
            }
        }
    }

    @Test
    void readsOnlyVersion7() {
        assertThat(EventId.parse("018BE24B-7E00-7000-8000-000000000001")).isPresent();
        for (String text : new String[] {
            "",
            "018be24b-7e00-7000-8000-00000000000",
            "018be24b-7e00-4000-8000-000000000001",
            "018be24b-7e00-7000-c000-000000000001",
            "018be24b7e007000800000000000000001",
            " 018be24b-7e00-7000-8000-000000000001",
            "18be24b-7e00-7000-8000-000000000001",
            "018be24b-7e00-7000-8000-1",
            "+18be24b-7e00-7000-8000-000000000001",
            "01８be24b-7e00-7000-8000-000000000001",
            "018be24b-7e00-7000-8000-00000000000g"
        }) {
            assertThat(EventId.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void hasNeighboursAcrossTheHalves() {
        EventId edge = new EventId(5, 0);

        assertThat(edge.predecessor()).isEqualTo(new EventId(4, -1));
        assertThat(edge.predecessor().successor()).isEqualTo(edge);
        assertThatThrownBy(EventId.FIRST::predecessor).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(EventId.LAST::successor).isInstanceOf(ArithmeticException.class);
    }
}
