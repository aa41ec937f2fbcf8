package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.ledger.Log;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Twelve writers, some of whose events are late, and three consumers that are killed and resumed, while a fifth
/// of all calls to the table fails. Each consumer sees every acknowledged event exactly once, and all in the same
/// order.
final class FeedUnderFaultsTest {

    private static final int WRITERS = 12;
    private static final int CONSUMERS = 3;
    private static final int EVENTS = Integer.getInteger("events", 8);

    private static final Org ACME = Org.plain("acme");

    private final LocalTable table = LocalTable.streamed();
    private final long seed = System.nanoTime();

    /// The ids of all events that were acknowledged.
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean allWritten = new AtomicBoolean();

    @Test
    void showsEveryAcknowledgedEventOnceAndToAllInTheSameOrder() {
        System.out.println("FeedUnderFaultsTest: seed " + seed);
        List<List<String>> seen;
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            proxy.plan(
                    Plan.random(seed, 0.2, Fault.THROTTLE, Fault.FAIL, Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.STALE));
            LocalTable faulty = table.through(proxy);
            List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> write(faulty, writer), threads))
                    .toList();
            List<CompletableFuture<List<String>>> consumers = IntStream.range(0, CONSUMERS)
                    .mapToObj(consumer -> CompletableFuture.supplyAsync(() -> consume(faulty, consumer), threads))
                    .toList();
            boolean hasMore = true;
            while (hasMore) {
                hasMore = writers.stream().anyMatch(writer -> !writer.isDone());
                Appending.catchUp(table, faulty);
            }
            writers.forEach(CompletableFuture::join);
            allWritten.set(true);
            seen = consumers.stream().map(CompletableFuture::join).toList();
        }

        assertThat(acknowledged).hasSize(WRITERS * EVENTS);
        assertThat(seen.getFirst()).as("seed " + seed).containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(seen).as("seed " + seed).containsOnly(seen.getFirst());
    }

    /// Sends each event until it is acknowledged.
    private void write(LocalTable faulty, int writer) {
        Random random = new Random(seed + writer);
        OrgApi api = new OrgApi(faulty.events(), ACME);
        for (int i = 0; i < EVENTS; i++) {
            Duration late = random.nextInt(20) == 0 ? Duration.ofSeconds(random.nextInt(86_400)) : Duration.ZERO;
            String event = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":\""
                    + Instant.now().minus(late) + "\",\"idempotency_key\":\"" + writer + "-" + i + "\"}";
            Answer answer;
            do {
                answer = api.create("c-" + writer % 5, event);
            } while (answer.status() != 200);
            acknowledged.add(answer.id());
        }
    }

    /// Reads the feed until it has everything. What it has and where it goes on are kept together, as a database
    /// would.
    private List<String> consume(LocalTable faulty, int consumer) {
        Random random = new Random(seed - consumer);
        OrgApi api = new OrgApi(faulty.events(), ACME);
        List<String> kept = new ArrayList<>();
        String next = "0";
        boolean isAtEnd = false;
        while (!isAtEnd) {
            boolean isLast = allWritten.get();
            Answer page = api.list(
                    events -> new GetFeed(new Log(faulty.ledger()), events),
                    Map.of("after", next, "limit", Integer.toString(1 + random.nextInt(40))));
            // It may be killed before it has kept what it read.
            if (page.status() == 200 && random.nextInt(4) > 0) {
                for (JsonNode entry : page.body().path("entries")) {
                    kept.add(entry.at("/event/event_id").asText());
                }
                next = page.body().path("next").asText();
                isAtEnd = isLast && next.equals(page.body().path("size").asText());
            }
        }
        return kept;
    }
}
