package dev.containerevents.compat.waldur;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalTable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Pages by number against brute force, in a log of two months that ends now: 2,500 events, or `-Dlarge=100000`.
///
/// There are announced expiries, because DynamoDB Local charges nothing for a query that finds nothing, while
/// DynamoDB charges half a unit.
final class WaldurPagesTest {

    private static final int SIZE = Integer.getInteger("large", 2_500);
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "backup.done");
    private static final long SEED = System.nanoTime();

    private static final Org ACME = Org.plain("acme");
    private static final LocalTable TABLE = LocalTable.fresh();
    private static final WaldurApi API = new WaldurApi(TABLE, ACME);

    private static Instant begin = Instant.EPOCH;

    /// The newest first.
    private static final List<Event> EVENTS = new ArrayList<>();

    @BeforeAll
    static void load() {
        System.out.println("WaldurPagesTest: seed " + SEED);
        Instant end = Instant.now().minusSeconds(30);
        begin = end.minus(Duration.ofDays(60));
        Random random = new Random(SEED);
        RandomIds ids = new RandomIds(new SecureRandom());
        long length = Duration.between(begin, end).toMillis();
        for (int i = 0; i < SIZE; i++) {
            Instant time = begin.plusMillis(length * i / SIZE + random.nextLong(length / SIZE));
            EVENTS.add(event(ids.next(time), TYPES.get(random.nextInt(TYPES.size())), random));
        }
        List<Event> all = new ArrayList<>(EVENTS);
        for (int i = 0; i < 40; i++) {
            all.add(event(ids.next(end.plus(Duration.ofHours(1 + 3L * i))), "EXPIRE", random));
        }
        IntStream.range(0, Math.ceilDiv(all.size(), 25))
                .parallel()
                .forEach(i -> TABLE.load(all.subList(i * 25, Math.min(all.size(), i * 25 + 25)), ACME));
        Appending.append(TABLE, all, 1);
        EVENTS.sort(Comparator.comparing(Event::id).reversed());
    }

    private static Event event(EventId id, String type, Random random) {
        return Event.of(
                id,
                new Container("acme", "c-" + random.nextInt(20)),
                id.timestamp(),
                Details.of(type, Status.SUCCESS, null, "the door was opened", null, null, "gate", null),
                ACME);
    }

    @Test
    void aPageAThousandDeepCostsAtMostTwiceTheFirst() {
        for (String order : List.of("", "&o=created")) {
            WaldurApi.Answer first = API.list("page_size=2&page=1" + order);
            WaldurApi.Answer deep = API.list("page_size=2&page=1000" + order);

            System.out.println("WaldurPagesTest: " + SIZE + " events" + order + ": page 1 " + first.units()
                    + " units, page 1,000 " + deep.units());
            assertThat(deep.uuids()).isEqualTo(page(events(order), 1000, 2));
            assertThat(deep.units()).isLessThanOrEqualTo(2 * first.units());
        }
    }

    @Test
    void showsEachEventAtItsPlace() {
        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            String order = random.nextBoolean() ? "" : "&o=created";
            int size = 1 + random.nextInt(300);
            int pages = Math.ceilDiv(SIZE, size);
            int page = 1 + random.nextInt(pages);
            String query = "page=" + page + "&page_size=" + size + order;

            WaldurApi.Answer answer = API.list(query);

            assertThat(answer.uuids()).as(query).isEqualTo(page(events(order), page, size));
            assertThat(answer.total()).as(query).isEqualTo(SIZE);
        }
    }

    @Test
    void findsItsPlaceInARangeThatBeginsAndEndsWithinAnHour() {
        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            long from = begin.getEpochSecond() + random.nextInt(30 * 86_400);
            long to = from + 1 + random.nextInt(30 * 86_400);
            String type = TYPES.get(random.nextInt(TYPES.size()));
            boolean typed = random.nextBoolean();
            String order = random.nextBoolean() ? "" : "&o=created";
            List<Event> expected = events(order, event -> {
                long second = event.id().timestamp().getEpochSecond();
                return second >= from
                        && second < to
                        && (!typed || type.equals(event.details().type()));
            });
            int page = 1 + random.nextInt(Math.max(1, Math.ceilDiv(expected.size(), 10)));
            String query = "created_from=" + from + "&created_to=" + to + (typed ? "&event_type=" + type : "") + order;

            WaldurApi.Answer answer = API.list(query + "&page=" + page);

            assertThat(answer.uuids()).as(query + " page " + page).isEqualTo(page(expected, page, 10));
            assertThat(answer.total()).as(query).isEqualTo(expected.size());
            assertThat(API.count(query).body().path("count").asInt()).as(query).isEqualTo(expected.size());
        }
    }

    @Test
    void lastPageHasNoPageAfterIt() {
        WaldurApi.Answer last = API.list("page=last&page_size=300");
        int pages = Math.ceilDiv(SIZE, 300);

        assertThat(last.uuids()).isEqualTo(page(EVENTS, pages, 300));
        assertThat(last.link("next")).isEqualTo("none");
        assertThat(last.link("last")).isEqualTo("page_size=300&page=" + pages);
        assertThat(API.list("page_size=300&page=" + (pages + 1)).status()).isEqualTo(404);
    }

    private static List<Event> events(String order) {
        return events(order, _ -> true);
    }

    private static List<Event> events(String order, Predicate<Event> filter) {
        List<Event> events = order.isEmpty() ? EVENTS : EVENTS.reversed();
        return events.stream().filter(filter).toList();
    }

    private static List<String> page(List<Event> events, int page, int size) {
        return events.stream()
                .skip((page - 1L) * size)
                .limit(size)
                .map(event -> WaldurUuid.of(event.id()))
                .toList();
    }
}
