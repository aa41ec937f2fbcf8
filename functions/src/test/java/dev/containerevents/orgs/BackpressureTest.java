package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What clients receive while DynamoDB refuses, fails and vanishes. The tests run in parallel, because they wait
/// for the pauses between the SDK's attempts.
@Execution(ExecutionMode.CONCURRENT)
final class BackpressureTest {

    private static final Org ACME = Org.plain("acme");
    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";
    /// Three attempts of the SDK with the pauses between them, on a busy machine.
    private static final Duration ONE_EVENT = Duration.ofSeconds(6);

    private final LocalTable table = LocalTable.fresh();
    private final FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
    private final OrgApi api = new OrgApi(table.through(proxy).events(), ACME);
    private final OrgApi direct = new OrgApi(table.events(), ACME);

    @AfterEach
    void close() {
        proxy.close();
    }

    /// All at the same time, because the one that hangs takes the time of all its attempts.
    @Test
    void asksAClientToRetryWhateverFails() {
        List<Fault> faults = List.of(
                Fault.THROTTLE, Fault.THROTTLE_TABLE, Fault.FAIL, Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.HANG);
        long begin = System.nanoTime();

        Parallel.run(faults.size(), i -> {
            try (FaultProxy own = FaultProxy.before(LocalTable.endpoint())) {
                own.plan(Plan.always(faults.get(i)));
                OrgApi client = new OrgApi(table.through(own).events(), ACME);
                int status = i < 2 ? 429 : 503;
                assertComeBack(client.create("c-" + i, keyed("s", 1), "Idempotency-Key", "k"), status);
                if (faults.get(i) != Fault.HANG) {
                    assertComeBack(client.create("c-" + i, EVENT), status);
                }
                if (i < 2) {
                    assertThat(own.calls()).as("attempts").isEqualTo(6);
                }
            }
        });

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        // DynamoDB has stored these, although it couldn't say so.
        assertThat(direct.walk(ListOrgEvents::new, Map.of())).hasSize(2);
        assertThat(direct.listContainer("c-4", Map.of()).ids()).hasSize(2);
    }

    @Test
    void asksAThrottledReaderToRetry() {
        String id = direct.create("c-1", EVENT).id();
        proxy.plan(Plan.always(Fault.THROTTLE));

        assertComeBack(api.get("c-1", id), 429);
        assertComeBack(api.list(ListOrgEvents::new, Map.of()), 429);
    }

    /// A count reads the counters of all time first, so nothing else is asked of a table that doesn't respond.
    @Test
    void waitsOnceForATableThatDoesNotRespond() {
        String types = IntStream.range(0, 40).mapToObj(i -> "type-" + i).collect(Collectors.joining(" "));
        proxy.plan(Plan.always(Fault.HANG));

        Answer answer = api.count(table.through(proxy).counter(), Map.of("event_type", types));

        assertComeBack(answer, 503);
        assertThat(proxy.calls()).as("attempts").isEqualTo(3);
    }

    private static void assertComeBack(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    }

    @Test
    void survivesTransientFaultsSilently() {
        List<Fault> faults = List.of(Fault.THROTTLE, Fault.FAIL, Fault.CUT_BEFORE, Fault.CUT_AFTER);
        Parallel.run(faults.size(), i -> {
            try (FaultProxy own = FaultProxy.before(LocalTable.endpoint())) {
                own.plan(Plan.first(2, faults.get(i)));
                OrgApi client = new OrgApi(table.through(own).events(), ACME);

                assertThat(client.create("c-1", EVENT).status())
                        .as(faults.get(i).name())
                        .isEqualTo(200);
                assertThat(own.calls()).isGreaterThanOrEqualTo(3);
            }
        });
        assertThat(direct.list(ListOrgEvents::new, Map.of()).ids()).hasSize(4);
    }

    @Test
    void acknowledgesOnlyWhatDynamoDbHas() {
        long seed = System.nanoTime();
        System.out.println("acknowledgesOnlyWhatDynamoDbHas: seed " + seed);
        // The SDK sends a call three times, and the JDK a cut one twice: with fewer faults, all may succeed.
        proxy.plan(Plan.random(seed, 0.55, Fault.THROTTLE, Fault.FAIL, Fault.CUT_BEFORE, Fault.CUT_AFTER));
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();

        Parallel.run(16, client -> {
            for (int i = 0; i < 8; i++) {
                int number = client * 100 + i;
                Answer answer = i % 2 == 0
                        ? api.create("c-1", EVENT)
                        : api.create("c-1", keyed("c-1", number), "Idempotency-Key", "key-" + number);
                if (answer.status() == 200) {
                    acknowledged.add(answer.id());
                } else {
                    assertThat(answer.status()).isIn(429, 503);
                    refused.incrementAndGet();
                }
            }
            Answer bulk = api.createAll(OrgApi.bulk(8, i -> bulkEvent("c-2", client * 100 + i)));
            bulk.results().stream()
                    .filter(result -> result.path("status").asInt() == 200)
                    .forEach(result -> acknowledged.add(result.path("event_id").asText()));
            assertThat(bulk.statuses()).isSubsetOf(200, 429, 503);
        });

        assertThat(new HashSet<>(direct.walk(ListOrgEvents::new, Map.of("limit", "1000"))))
                .as("seed %d", seed)
                .containsAll(acknowledged);
        assertThat(acknowledged).hasSizeGreaterThan(60);
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void storesABulkStepByStepWhereLessIsTakenAtOnceThanItSends() {
        proxy.plan(Plan.above(12, Fault.THROTTLE).ofWrites());
        proxy.delay(Duration.ofMillis(3));
        List<String> rest = IntStream.range(0, 200)
                .mapToObj(i -> "{\"idempotency_key\":\"key-" + i + "\","
                        + bulkEvent("c-1", i).substring(1))
                .toList();

        int tries = 0;
        while (!rest.isEmpty() && tries < 30) {
            List<String> sent = rest;
            Answer answer = api.createAllWithin(Duration.ofMillis(200), OrgApi.bulk(sent));
            List<Integer> statuses = answer.statuses();
            assertThat(answer.status()).isEqualTo(statuses.contains(200) ? 200 : 429);
            assertThat(statuses).hasSameSizeAs(sent).isSubsetOf(200, 429);
            assertThat(answer.body().path("accepted").asInt()).isEqualTo(count(statuses, 200));
            assertThat(answer.body().path("rejected").asInt()).isEqualTo(count(statuses, 429));
            rest = IntStream.range(0, sent.size())
                    .filter(i -> statuses.get(i) == 429)
                    .mapToObj(sent::get)
                    .toList();
            tries++;
        }

        assertThat(rest).isEmpty();
        assertThat(tries).isGreaterThan(1);
        assertThat(direct.walk(ListOrgEvents::new, Map.of())).hasSize(200);
    }

    @Test
    void endsABulkWithItsTimeWhenEverythingIsThrottled() {
        proxy.plan(Plan.always(Fault.THROTTLE));
        long begin = System.nanoTime();

        Answer answer = api.createAllWithin(Duration.ofMillis(100), OrgApi.bulk(1000, i -> bulkEvent("c-1", i)));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ONE_EVENT);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.statuses()).hasSize(1000).containsOnly(429);
        assertThat(answer.results().getLast().path("title").asText()).isEqualTo("Too Many Requests");
    }

    @Test
    void endsABulkWithItsTimeWhenDynamoDbIsSlow() {
        proxy.delay(Duration.ofMillis(100));
        long begin = System.nanoTime();

        Answer answer = api.createAllWithin(Duration.ofMillis(1500), OrgApi.bulk(1000, i -> bulkEvent("c-1", i)));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ONE_EVENT);
        assertThat(answer.statuses()).isSubsetOf(200, 429).contains(200, 429);
        assertThat(direct.walk(ListOrgEvents::new, Map.of("limit", "1000"))).hasSize(count(answer.statuses(), 200));
    }

    @Test
    void retriesAThrottledEventOfASmallBulkWhileThereIsTime() {
        AtomicInteger refused = new AtomicInteger();
        // More refusals than the SDK makes attempts.
        proxy.plan(
                call -> call.body().contains("c-slow") && refused.incrementAndGet() <= 4 ? Fault.THROTTLE : Fault.PASS);

        Answer answer = api.createAll(OrgApi.bulk(List.of(bulkEvent("c-fast", 1), bulkEvent("c-slow", 2))));

        assertThat(answer.statuses()).containsExactly(200, 200);
    }

    private static int count(List<Integer> statuses, int status) {
        return (int) statuses.stream().filter(one -> one == status).count();
    }

    private static String bulkEvent(String container, int number) {
        return "{\"container_id\":\"" + container + "\","
                + keyed(container, number).substring(1);
    }

    private static String keyed(String source, int number) {
        return "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":\"2026-11-01T12:00:00Z\",\"source\":\""
                + source + "\",\"message\":\"" + number + "\"}";
    }
}
