package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything that can go wrong, at once: DynamoDB, the bus and the queue refuse, fail, cut connections and lose
/// responses, while the processes of functions are killed. Clients write, read, and retry as they are told.
///
/// `-Dfaults=120` does so for two minutes, and lets some calls hang too.
final class FaultsTest {

    /// No other test logs to it in this cloud.
    private static final String ORG = "globex";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SECONDS = Integer.getInteger("faults", 0);
    private static final int STEPS = 6;
    private static final int PATIENCE = 1000;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final boolean LONG = SECONDS >= 30;
    private static final int WRITERS = LONG ? 8 : 3;
    private static final double SHARE = 0.2;
    private static final double HANGING = LONG ? 0.002 : 0;

    /// Functions that store single events are killed in [ExactlyOnceTest] too; restarting them takes time.
    private static final List<String> KILLED = Stream.concat(
                    Stream.of("CreateEvents", "UpdateLedger", "PublishEvents"),
                    LONG ? Stream.of("CreateContainerEvent", "GetContainerEvent") : Stream.empty())
            .toList();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final Report report = new Report();
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faults = new AtomicInteger();
    private Cloud.Faulty faulty;

    /// Before all, because AfterEach methods run even if an assumption in BeforeEach fails.
    @BeforeAll
    static void isLocal() throws Exception {
        assumeTrue(Cloud.current().local().isPresent(), "a deployed stack has nothing between its parts");
    }

    @BeforeEach
    void start() throws Exception {
        faulty = Cloud.Faulty.current();
        System.out.println("FaultsTest: seed " + seed);
    }

    @AfterEach
    void end() {
        faulty.services().forEach(service -> service.plan(Plan.always(Fault.PASS)));
    }

    @Test
    void keepsWhatItAcknowledgedExactlyOnceWhateverFails() throws Exception {
        int kills;
        try (ProcessKiller killer = new ProcessKiller(KILLED, new Random(random.nextLong()))) {
            faulty.services().forEach(service -> service.plan(plan()));
            runClients(Instant.now().plusSeconds(SECONDS), killer);
            kills = killer.kills();
        } finally {
            end();
        }

        assertThat(report.wrong()).isEmpty();
        assertThat(report.statuses()).containsKeys(LONG ? new Integer[] {200, 429, 503} : new Integer[] {200});
        assertThat(List.of(kills, faults.get())).as("kills and faults").doesNotContain(0);
        Collection<String> stored = ledger.compareWith(client(), ORG);
        awaitPublished(stored);
        System.out.printf(
                "FaultsTest: %d events acknowledged, %d stored; answers %s, of bulks %s; %d faults, %d kills%n",
                ledger.acknowledged().size(), stored.size(), report.statuses(), report.results(), faults.get(), kills);
        report.rows("all").forEach(System.out::println);
    }

    private Client client() {
        return faulty.cloud().client("Bearer " + faulty.cloud().otherKey());
    }

    private Plan plan() {
        Plan common = Plan.random(
                random.nextLong(),
                SHARE,
                Fault.THROTTLE,
                Fault.THROTTLE_TABLE,
                Fault.CONFLICT,
                Fault.FAIL,
                Fault.CUT_BEFORE,
                Fault.CUT_AFTER);
        Plan rare = Plan.random(random.nextLong(), HANGING, Fault.HANG);
        return call -> {
            Fault fault = rare.of(call) == Fault.HANG ? Fault.HANG : common.of(call);
            faults.addAndGet(fault == Fault.PASS ? 0 : 1);
            return fault;
        };
    }

    private interface Step {
        void run() throws Exception;
    }

    private void runClients(Instant end, ProcessKiller killer) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random own = new Random(random.nextLong());
                Writer writer = new Writer(client(), ORG, ledger, report, "w" + i, own);
                running.add(run(threads, end, killer, () -> {
                    switch (own.nextInt(8)) {
                        case 0, 1, 2 -> writer.logWithKey();
                        case 3, 4 -> writer.logWithoutKey();
                        case 5 -> writer.logBulk(1 + own.nextInt(30));
                        default -> writer.read();
                    }
                }));
            }
            running.add(run(threads, end, killer, this::collectPublished));
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /// Continues until something was killed, even if the steps are few.
    private static Future<?> run(ExecutorService threads, Instant end, ProcessKiller killer, Step step) {
        return threads.submit(() -> {
            for (int i = 0; i < STEPS || Instant.now().isBefore(end) || (i < PATIENCE && killer.kills() == 0); i++) {
                step.run();
            }
            return null;
        });
    }

    /// The local cloud keeps the last thousand.
    private void collectPublished() throws Exception {
        for (String entry : faulty.local().publishedEvents()) {
            published.add(MAPPER.readTree(MAPPER.readTree(entry).path("Detail").asText())
                    .path("id")
                    .asText());
        }
        Thread.sleep(100);
    }

    private void awaitPublished(Collection<String> ids) throws Exception {
        Instant end = Instant.now().plus(SOON);
        while (!published.containsAll(ids) && Instant.now().isBefore(end)) {
            collectPublished();
        }
        assertThat(published).containsAll(ids);
    }
}
