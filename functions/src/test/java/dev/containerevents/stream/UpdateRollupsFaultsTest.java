package dev.containerevents.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.Invocation;
import dev.containerevents.event.Event;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.TableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Feeds the handler with the records of a real stream while its calls fail and its instances overtake each other,
/// and recounts.
final class UpdateRollupsFaultsTest extends CountedTable {

    /// Events that are delivered badly; `-Drecords=1000` takes two minutes.
    private static final int RECORDS = Integer.getInteger("records", 60);

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
        System.out.println("UpdateRollupsFaultsTest: seed " + seed);
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
}
