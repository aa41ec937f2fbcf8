package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Logs 260 events a second in bulks, and measures the time from the response to a write until the event is in the
/// feed. From then on, every count includes it. Needs a quiet machine.
///
/// `mvn package -Dtest=FreshnessRun` runs it for a minute, with `-Dseconds=300` for five.
final class FreshnessRun {

    private static final int SECONDS = Integer.getInteger("seconds", 60);
    private static final int BULK = 65;
    private static final Duration PACE = Duration.ofMillis(250);

    /// Of a client that follows the feed.
    private static final Duration POLL = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration MOST_MEDIAN = Duration.ofSeconds(3);
    private static final Duration MOST_OF_99_PERCENT = Duration.ofSeconds(6);

    /// When each event was acknowledged, and when it was seen in the feed, in nanoseconds.
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    @Test
    void showsEventsWithinSeconds() throws Exception {
        Tenant tenant = Tenant.create(Cloud.current());
        // Each function has started before the time counts.
        logBulk(tenant);
        String begin = follow(tenant, "0", Instant.now());
        acknowledged.clear();
        seen.clear();

        Instant end = Instant.now().plusSeconds(SECONDS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> follower = threads.submit(() -> follow(tenant, begin, end));
            for (Instant next = Instant.now(); next.isBefore(end); next = next.plus(PACE)) {
                Thread.sleep(Math.max(0, Duration.between(Instant.now(), next).toMillis()));
                logBulk(tenant);
            }
            follower.get();
        }

        assertThat(seen).containsOnlyKeys(acknowledged.keySet());
        long[] nanos = seen.entrySet().stream()
                .mapToLong(event -> Math.max(0, event.getValue() - acknowledged.getOrDefault(event.getKey(), 0L)))
                .sorted()
                .toArray();
        Duration median = Duration.ofNanos(nanos[nanos.length / 2]);
        Duration of99 = Duration.ofNanos(nanos[nanos.length * 99 / 100]);
        System.out.printf(
                "FreshnessRun: %d events in %d s: median %d ms, 99 %% within %d ms, the last after %d ms%n",
                nanos.length,
                SECONDS,
                median.toMillis(),
                of99.toMillis(),
                Duration.ofNanos(nanos[nanos.length - 1]).toMillis());
        assertThat(median).isLessThanOrEqualTo(MOST_MEDIAN);
        assertThat(of99).isLessThanOrEqualTo(MOST_OF_99_PERCENT);
    }

    private void logBulk(Tenant tenant) throws Exception {
        String lines = IntStream.range(0, BULK)
                .mapToObj(i ->
                        "{\"container_id\":\"c-%d\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}".formatted(i % 7))
                .collect(Collectors.joining("\n"));
        Client.Answer answer = tenant.client().logAll(tenant.org(), lines);
        long now = System.nanoTime();
        for (JsonNode result : answer.json().path("results")) {
            assertThat(result.path("status").asInt()).as(answer.text()).isEqualTo(200);
            acknowledged.put(result.path("event_id").asText(), now);
        }
    }

    /// Reads the feed until its end is seen after that time, and every acknowledged event was in it.
    ///
    /// @return the index after the last entry
    private String follow(Tenant tenant, String begin, Instant end) throws Exception {
        String next = begin;
        boolean isAtEnd = false;
        while (Instant.now().isBefore(end) || !isAtEnd || !seen.keySet().containsAll(acknowledged.keySet())) {
            assertThat(Instant.now()).as("not everything is in the feed").isBefore(end.plus(PATIENCE));
            Client.Answer page = tenant.client().get(tenant.path("/feed?limit=1000&after=" + next));
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            long now = System.nanoTime();
            page.json()
                    .path("entries")
                    .forEach(entry ->
                            seen.putIfAbsent(entry.at("/event/event_id").asText(), now));
            next = page.json().path("next").asText();
            isAtEnd = next.equals(page.json().path("size").asText());
            if (isAtEnd) {
                Thread.sleep(POLL);
            }
        }
        return next;
    }
}
