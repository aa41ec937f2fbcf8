package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.Invocation;
import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.event.Tally;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.Rollup;
import dev.containerevents.table.RollupKey;
import dev.containerevents.table.TableException;
import dev.containerevents.table.Units;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Feeds the handler with the records of a real stream, in all the ways in which Lambda may deliver them, and
/// recounts.
final class UpdateRollupsTest {

    private static final Instant BEGIN = Instant.parse("2024-02-28T21:30:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(4));
    private static final List<String> ORGS = List.of("acme", "globex");

    /// The last ones would be mistaken for another's counters if types were not escaped.
    private static final List<String> TYPES =
            List.of("ACCESS", "BLOCK", "audit.note", "ACCESS#2024-02-29", "100%23", "ümläut");

    /// Events that are delivered badly; `-Drecords=1000` takes two minutes.
    private static final int RECORDS = Integer.getInteger("records", 60);

    private final LocalTable table = LocalTable.streamed();
    private final LocalQueue queue = new LocalQueue();
    private final UpdateRollups handler = new UpdateRollups(table.rollupWriter(), queue.deadLetters());
    private final List<Event> stored = new ArrayList<>();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final RandomIds ids = new RandomIds(new SecureRandom());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void countsByHourDayAndForEverByTypeAndStatus() throws IOException {
        put(30);

        deliver("shard-1", table.stream().records());

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void answersWithAStateBecauseItsMappingHasAWindow() throws IOException {
        put(1);

        JsonNode answer =
                Invocation.of(handler, Batch.of("shard-1", table.stream().records()));

        assertThat(answer.path("state").isObject()).isTrue();
        assertThat(Invocation.of(handler, Batch.of("shard-1", List.of()))
                        .path("state")
                        .isObject())
                .as("at the end of a window")
                .isTrue();
    }

    @Test
    void takesAwayWhatIsDeleted() throws IOException {
        put(20);
        stored.subList(0, 9).forEach(table::delete);
        stored.subList(0, 9).clear();

        deliver("shard-1", table.stream().records());

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void countsARecordOnceHoweverOftenItComes() throws IOException {
        put(20);
        List<String> records = table.stream().records();

        deliver("shard-1", records.subList(0, 12));
        deliver("shard-1", records.subList(0, 6));
        deliver("shard-1", records.subList(6, 20));
        deliver("shard-1", records);

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void takesABatchInAsManyTransactionsAsItNeeds() throws IOException {
        for (int hour = 0; hour < 90; hour++) {
            put(event(BEGIN.plus(Duration.ofHours(hour))));
        }

        deliver("shard-1", table.stream().records());

        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void givesShardsThatBeginTogetherSlotsOfTheirOwn() throws IOException {
        put(4);
        List<String> records = table.stream().records();

        for (int i = 0; i < 4; i++) {
            deliver("shard-" + i, records.subList(i, i + 1));
        }

        Set<Integer> slots = IntStream.range(0, 4)
                .mapToObj(i ->
                        table.rollupWriter().mark("shard-" + i, new Units()).slot())
                .collect(Collectors.toSet());
        assertThat(slots).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(rollups()).isEqualTo(recount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status\":{\"S\":\"MAYBE\"", "\"type\":{\"N\":\"1\""})
    void sendsARecordThatIsNoEventToTheQueueAndGoesOn(String attribute) throws IOException {
        put(5);
        List<String> records = new ArrayList<>(table.stream().records());
        String name = attribute.substring(0, attribute.indexOf(':'));
        String broken = records.get(2).replaceFirst(name + ":\\{\"S\":\"[^\"]*\"", attribute);
        assertThat(broken).isNotEqualTo(records.get(2));
        records.set(2, broken);
        stored.remove(2);

        deliver("shard-1", records);
        deliver("shard-1", records);

        assertThat(queue.messages()).containsExactly(broken);
        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void sendsARecordThatDynamoDbRefusesToTheQueueAndCountsTheOthers() throws IOException {
        put(30);
        List<String> records = new ArrayList<>(table.stream().records());
        // A sort key of more than 1,024 bytes.
        String refused = records.get(17)
                .replaceFirst("\"type\":\\{\"S\":\"[^\"]*\"", "\"type\":{\"S\":\"" + "x".repeat(1100) + "\"");
        records.set(17, refused);
        stored.remove(17);

        deliver("shard-1", records);

        assertThat(queue.messages()).containsExactly(refused);
        assertThat(rollups()).isEqualTo(recount());
    }

    @Test
    void failsWithoutAWindowRatherThanCountTwice() throws IOException {
        put(1);
        String batch = "{\"Records\":[" + String.join(",", table.stream().records()) + "]}";

        assertThatThrownBy(() -> Invocation.of(handler, batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tumbling window");
    }

    @Test
    void givesABatchBackWhenTheTableIsThrottledForTooLong() throws IOException {
        put(3);
        List<String> records = table.stream().records();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            UpdateRollups throttled = new UpdateRollups(table.through(proxy).rollupWriter(), queue.deadLetters());
            proxy.plan(Plan.always(Fault.THROTTLE).ofWrites());

            assertThatThrownBy(() -> Invocation.of(throttled, Batch.of("shard-1", records), Duration.ofMillis(5_500)))
                    .isInstanceOf(TableException.class);
            proxy.plan(Plan.always(Fault.PASS));
            Invocation.of(throttled, Batch.of("shard-1", records));
        }

        assertThat(rollups()).isEqualTo(recount());
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void returnsAtOnceFromTheCallThatKeepsItsSnapshot() throws IOException {
        assertThat(Invocation.of(handler, "{\"keep\":\"active\"}").isMissingNode())
                .isTrue();
    }

    /// An instance that was given up is at work still, and writes after the next one has counted the same batch.
    @Test
    void countsABatchOnceThoughAnotherInstanceWasFaster() throws IOException {
        put(10);
        List<String> records = table.stream().records();
        AtomicBoolean overtaken = new AtomicBoolean();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call -> {
                if (call.operation().equals("TransactWriteItems") && !overtaken.getAndSet(true)) {
                    assertThat(succeeds(handler, "shard-1", records)).isTrue();
                }
                return Fault.PASS;
            });
            Invocation.of(
                    new UpdateRollups(table.through(proxy).rollupWriter(), queue.deadLetters()),
                    Batch.of("shard-1", records));
        }

        assertThat(overtaken).isTrue();
        assertThat(rollups()).isEqualTo(recount());
    }

    /// All attempts of one call are lost on their way back; what comes then is another call.
    @Test
    void countsABatchOnceThoughItsAnswersAreLost() throws IOException {
        put(10);
        AtomicInteger lost = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call -> call.operation().equals("TransactWriteItems") && lost.incrementAndGet() <= 3
                    ? Fault.CUT_AFTER
                    : Fault.PASS);
            Invocation.of(
                    new UpdateRollups(table.through(proxy).rollupWriter(), queue.deadLetters()),
                    Batch.of("shard-1", table.stream().records()));
        }

        assertThat(lost).hasValueGreaterThan(3);
        assertThat(rollups()).isEqualTo(recount());
    }

    private static boolean succeeds(UpdateRollups instance, String shard, List<String> records) {
        try {
            Invocation.of(instance, Batch.of(shard, records));
            return true;
        } catch (RuntimeException | IOException e) {
            return false;
        }
    }

    /// Three shards side by side, each with batches of any size that are retried, split, replayed, overtaken by
    /// themselves and ended in the middle, while calls to the table fail in every way.
    @Test
    void countsEachRecordOnceWhateverHappensToItsBatch() {
        System.out.println("UpdateRollupsTest: seed " + seed);
        put(RECORDS);
        List<Event> gone = new ArrayList<>(stored.subList(RECORDS / 8, RECORDS / 3));
        gone.forEach(table::delete);
        stored.removeAll(gone);
        Map<Integer, List<String>> shards = table.stream().records().stream()
                .collect(Collectors.groupingBy(
                        record -> Math.floorMod(key(record).hashCode(), 3)));
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            proxy.plan(Plan.random(
                    seed, 0.5, Fault.THROTTLE, Fault.CONFLICT, Fault.FAIL, Fault.CUT_BEFORE, Fault.CUT_AFTER));
            List<CompletableFuture<Integer>> readers = shards.entrySet().stream()
                    .map(shard -> CompletableFuture.supplyAsync(
                            () -> deliverBadly(proxy, threads, "shard-" + shard.getKey(), shard.getValue()), threads))
                    .toList();
            int failures = readers.stream().mapToInt(CompletableFuture::join).sum();
            assertThat(failures).as("invocations that failed").isPositive();
        }

        assertThat(rollups()).as("seed " + seed).isEqualTo(recount());
        assertThat(queue.messages()).isEmpty();
    }

    /// Delivers until everything was acknowledged.
    ///
    /// @return how many invocations failed
    private int deliverBadly(FaultProxy proxy, Executor threads, String shard, List<String> records) {
        Random own = new Random(seed + shard.hashCode());
        int failures = 0;
        int next = 0;
        int size = 12;
        while (next < records.size()) {
            int end = Math.min(records.size(), next + 1 + own.nextInt(size));
            // Lambda may have forgotten what it delivered last.
            int begin = own.nextInt(4) == 0 ? Math.max(0, next - own.nextInt(20)) : next;
            String batch = Batch.of(shard, records.subList(begin, end));
            boolean twice = own.nextInt(3) == 0;
            // An instance that timed out may still be at work when the batch is given to the next one.
            CompletableFuture<Boolean> zombie =
                    twice ? CompletableFuture.supplyAsync(() -> succeeds(proxy, batch, 200), threads) : done();
            boolean succeeded = succeeds(proxy, batch, own.nextInt(300));
            zombie.join();
            if (succeeded) {
                next = end;
                size = 12;
            } else {
                failures++;
                size = Math.max(1, (end - begin) / 2);
            }
        }
        return failures;
    }

    private static CompletableFuture<Boolean> done() {
        return CompletableFuture.completedFuture(true);
    }

    /// Each invocation in an instance of its own.
    private boolean succeeds(FaultProxy proxy, String batch, int millis) {
        try {
            UpdateRollups instance = new UpdateRollups(table.through(proxy).rollupWriter(), queue.deadLetters());
            Invocation.of(instance, batch, Duration.ofMillis(5_000 + millis));
            return true;
        } catch (RuntimeException | IOException e) {
            return false;
        }
    }

    private static String key(String record) {
        return record.substring(record.indexOf("\"Keys\""), record.indexOf("Image"));
    }

    private void put(int events) {
        for (int i = 0; i < events; i++) {
            put(event(BEGIN.plusSeconds(
                    random.nextInt((int) Duration.between(BEGIN, END).toSeconds()))));
        }
    }

    private void put(Event event) {
        table.events().put(event, Org.plain(event.container().org()), new Units());
        stored.add(event);
    }

    private Event event(Instant time) {
        Org org = Org.plain(ORGS.get(random.nextInt(ORGS.size())));
        EventId id = ids.next(time);
        return Event.of(
                id,
                new Container(org.id(), "c-" + random.nextInt(5)),
                Instant.now(),
                new EventDetails(
                        TYPES.get(random.nextInt(TYPES.size())),
                        random.nextInt(3) == 0 ? Status.FAIL : Status.SUCCESS,
                        new Actor("joe", new JsonText("{\"id\":\"joe\"}")),
                        "a \"message\"",
                        new JsonText("{\"a\":[1,{}]}"),
                        null,
                        null,
                        null),
                org);
    }

    private void deliver(String shard, List<String> records) throws IOException {
        Invocation.of(handler, Batch.of(shard, records));
    }

    /// What the counters must say, by looking at each event.
    private Map<RollupKey, Tally> recount() {
        Map<RollupKey, Tally> tallies = new HashMap<>();
        for (Event event : stored) {
            for (Period period : Period.values()) {
                for (String type : List.of(RollupKey.ALL_TYPES, event.details().type())) {
                    RollupKey key = new RollupKey(
                            event.container().org(),
                            period,
                            type,
                            period.floor(event.id().timestamp()));
                    tallies.merge(key, Tally.one(event.details().status()), Tally::plus);
                }
            }
        }
        return tallies;
    }

    /// What they say.
    private Map<RollupKey, Tally> rollups() {
        Map<RollupKey, Tally> tallies = new HashMap<>();
        for (String org : ORGS) {
            Rollup ever = table.rollups().everyType(org, new Units());
            tallies.putAll(ever.tallies());
            List<String> types =
                    ever.tallies().keySet().stream().map(RollupKey::type).toList();
            for (Period period : List.of(Period.HOUR, Period.DAY)) {
                tallies.putAll(table.rollups()
                        .read(org, period, types, period.floor(BEGIN), period.ceiling(END), new Units())
                        .tallies());
            }
        }
        tallies.values().removeIf(Tally.ZERO::equals);
        return tallies;
    }
}
