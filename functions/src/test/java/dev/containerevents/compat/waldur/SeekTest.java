package dev.containerevents.compat.waldur;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SeekTest {

    private static final Instant MONDAY = Instant.parse("2024-07-01T00:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2024-07-02T00:00:00Z");
    private static final NavigableMap<Instant, Long> COUNTS = new TreeMap<>(Map.of(MONDAY, 3L, TUESDAY, 2L));

    @Test
    void landsInThePeriodOfTheEventThatIsAskedFor() {
        assertThat(Seek.over(COUNTS, Order.ASC, 2)).isEqualTo(new Seek.Into(MONDAY, 2));
        assertThat(Seek.over(COUNTS, Order.ASC, 3)).isEqualTo(new Seek.Into(TUESDAY, 0));
        assertThat(Seek.over(COUNTS, Order.DESC, 1)).isEqualTo(new Seek.Into(TUESDAY, 1));
        assertThat(Seek.over(COUNTS, Order.DESC, 2)).isEqualTo(new Seek.Into(MONDAY, 0));
    }

    @Test
    void saysHowManyAreLeftBehindTheLastPeriod() {
        assertThat(Seek.over(COUNTS, Order.DESC, 5)).isEqualTo(new Seek.Beyond(0));
        assertThat(Seek.over(COUNTS, Order.ASC, 9)).isEqualTo(new Seek.Beyond(4));
        assertThat(Seek.over(new TreeMap<>(), Order.ASC, 1)).isEqualTo(new Seek.Beyond(1));
    }

    @Test
    void passesOverPeriodsWithoutEvents() {
        NavigableMap<Instant, Long> counts = new TreeMap<>(Map.of(MONDAY, 0L, TUESDAY, 1L));

        assertThat(Seek.over(counts, Order.ASC, 0)).isEqualTo(new Seek.Into(TUESDAY, 0));
    }

    @ParameterizedTest
    @EnumSource
    void findsEveryEventOfARandomLog(Order order) {
        long seed = System.nanoTime();
        System.out.println("SeekTest: seed " + seed);
        Random random = new Random(seed);
        NavigableMap<Instant, Long> counts = new TreeMap<>();
        List<Seek> places = new ArrayList<>();
        for (int day = 0; day < 50; day++) {
            counts.put(MONDAY.plusSeconds(day * 86_400L), (long) random.nextInt(5));
        }
        List<Instant> days = new ArrayList<>(counts.keySet());
        if (order == Order.DESC) {
            Collections.reverse(days);
        }
        for (Instant day : days) {
            for (long i = 0; i < counts.getOrDefault(day, 0L); i++) {
                places.add(new Seek.Into(day, i));
            }
        }

        for (int i = 0; i < places.size(); i++) {
            assertThat(Seek.over(counts, order, i)).isEqualTo(places.get(i));
        }
    }
}
