package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Order;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// Days read a few at a time, of counters that lie in different slots and have different gaps.
final class FirstDaysTest {

    private static final Instant BEGIN = Instant.parse("2024-07-01T00:00:00Z");
    private static final int DAYS = 60;
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK");

    private final LocalTable table = LocalTable.fresh();
    private final NavigableMap<Instant, Long> counts = new TreeMap<>();

    @ParameterizedTest
    @EnumSource
    void meetsEachDayOnceAndWhole(Order order) {
        long seed = System.nanoTime();
        System.out.println("FirstDaysTest: seed " + seed);
        Random random = new Random(seed);
        load(random);

        for (int i = 0; i < 20; i++) {
            int first = random.nextInt(DAYS);
            int last = first + 1 + random.nextInt(DAYS - first);
            int most = 1 + random.nextInt(9);
            Instant from = Period.DAY.plus(BEGIN, first);
            Instant until = Period.DAY.plus(BEGIN, last);

            assertThat(read(from, until, order, most))
                    .as("%d to %d, %d at a time", first, last, most)
                    .isEqualTo(counts.subMap(from, until));
        }
    }

    private void load(Random random) {
        List<TransactWriteItem> items = new ArrayList<>();
        for (int slot = 0; slot < RollupTable.SLOTS; slot++) {
            int oneIn = 1 + slot;
            for (int day = 0; day < DAYS; day++) {
                for (String type : TYPES) {
                    if (random.nextInt(oneIn) == 0) {
                        Tally tally = new Tally(random.nextInt(100), random.nextInt(100));
                        Instant start = Period.DAY.plus(BEGIN, day);
                        counts.merge(start, tally.success() + tally.fail(), Long::sum);
                        items.add(new RollupAddition(new RollupKey("acme", Period.DAY, type, start), slot, tally, null)
                                .to(table.name()));
                    }
                }
            }
        }
        for (int i = 0; i < items.size(); i += RollupTable.MOST_ITEMS) {
            List<TransactWriteItem> some = items.subList(i, Math.min(items.size(), i + RollupTable.MOST_ITEMS));
            table.client().transactWriteItems(request -> request.transactItems(some));
        }
    }

    private NavigableMap<Instant, Long> read(Instant from, Instant until, Order order, int most) {
        NavigableMap<Instant, Long> all = new TreeMap<>();
        Instant begin = from;
        Instant end = until;
        while (begin.isBefore(end)) {
            FirstDays days = table.rollups().firstDays("acme", Set.copyOf(TYPES), begin, end, order, most, new Units());
            days.counts().keySet().forEach(day -> assertThat(all).doesNotContainKey(day));
            all.putAll(days.counts());
            switch (order) {
                case ASC -> begin = days.reached();
                case DESC -> end = days.reached();
            }
        }
        return all;
    }
}
