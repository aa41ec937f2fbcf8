package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Writes thousands of events in 50 containers, a hundred in each millisecond, over HTTP, and reads them from
/// every list that has them, in both orders, with two page sizes, while another client writes into the same lists.
final class WalkTest {

    /// `-Devents=10000` takes two minutes more.
    private static final int EVENTS = Integer.getInteger("events", 900);

    private static final int CONTAINERS = 50;
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "audit.note");
    private static final List<Integer> LIMITS = List.of(37, 1000);

    private record Written(String id, int container, String type, boolean failed) {}

    /// A second in the past that no other run uses, so that the suite can run against a stack repeatedly.
    private final Instant begin = Instant.parse("1980-01-01T00:00:00Z")
            .plusSeconds(ThreadLocalRandom.current().nextLong(1_000_000_000L));

    private final String range = "start=" + begin + "&end=" + begin.plusSeconds(1);

    @Test
    void readsEveryEventBackExactlyOnceFromEachListItBelongsIn() throws Exception {
        Cloud cloud = Cloud.current();
        Client client = cloud.client();
        String org = "/orgs/" + cloud.org();
        AtomicInteger disturbances = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            List<Written> written = write(client, org, threads);
            ScheduledFuture<?> disturber = clock.scheduleAtFixedRate(
                    () -> disturb(client, org, disturbances.getAndIncrement()), 0, 20, TimeUnit.MILLISECONDS);
            assertListsHold(client, org, written, threads);
            assertThat(disturber.isDone()).as("the other client still writes").isFalse();
            assertThat(disturbances).as("events written meanwhile").hasPositiveValue();
            disturber.cancel(false);
        }
    }

    private List<Written> write(Client client, String org, ExecutorService threads) throws Exception {
        List<Callable<List<Written>>> writers = IntStream.range(0, 8)
                .<Callable<List<Written>>>mapToObj(writer -> () -> {
                    List<Written> written = new ArrayList<>();
                    for (int i = writer; i < EVENTS; i += 8) {
                        written.add(write(client, org, i));
                    }
                    return written;
                })
                .toList();
        List<Written> all = new ArrayList<>();
        for (Future<List<Written>> writer : threads.invokeAll(writers)) {
            all.addAll(writer.get());
        }
        all.sort(Comparator.comparing(Written::id));
        assertThat(all).extracting(Written::id).doesNotHaveDuplicates().hasSize(EVENTS);
        return all;
    }

    private Written write(Client client, String org, int i) throws Exception {
        String type = TYPES.get(i % TYPES.size());
        boolean failed = i % 7 == 0;
        int container = i % CONTAINERS;
        String id = client.log(path(org, container), event(type, failed, begin.plusMillis(i / 100)));
        return new Written(id, container, type, failed);
    }

    /// Writes one event into the middle of the lists.
    private void disturb(Client client, String org, int i) {
        try {
            client.log(path(org, i % CONTAINERS), event(TYPES.get(i % TYPES.size()), true, begin.plusMillis(i % 100)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertListsHold(Client client, String org, List<Written> written, ExecutorService threads)
            throws Exception {
        Map<String, Predicate<Written>> lists = new LinkedHashMap<>();
        lists.put(org + "/events", event -> true);
        for (String type : TYPES.subList(0, 4)) {
            lists.put(org + "/container_events/by_" + type.toLowerCase(Locale.ROOT), event -> event.type.equals(type));
        }
        lists.put(org + "/container_events/by_fail", Written::failed);
        for (int i = 0; i < CONTAINERS; i++) {
            int container = i;
            lists.put(path(org, i), event -> event.container == container);
        }
        Map<String, Future<Void>> walks = new HashMap<>();
        lists.forEach((list, belongs) -> {
            List<String> ids = written.stream().filter(belongs).map(Written::id).toList();
            for (int limit : LIMITS) {
                walks.put(list + " by " + limit, threads.submit(() -> assertList(client, list, limit, ids)));
            }
        });
        List<String> first = written.stream()
                .filter(event -> event.container == 0)
                .map(Written::id)
                .toList();
        walks.put("one by one", threads.submit(() -> assertList(client, path(org, 0), 1, first)));
        for (Map.Entry<String, Future<Void>> walk : walks.entrySet()) {
            walk.getValue().get();
        }
    }

    private Void assertList(Client client, String list, int limit, List<String> written) throws Exception {
        String path = list + "?" + range + "&limit=" + limit;
        assertWalk(client.walk(path + "&order=asc"), written, path);
        assertWalk(client.walk(path + "&order=desc"), written.reversed(), path + " desc");
        return null;
    }

    private static void assertWalk(List<String> walked, List<String> written, String path) {
        assertThat(walked).as(path).doesNotHaveDuplicates();
        // Everything that was written before the walk, in order. What another client writes meanwhile may be in
        // between.
        Set<String> wanted = new HashSet<>(written);
        assertThat(walked.stream().filter(wanted::contains).toList()).as(path).isEqualTo(written);
    }

    private static String path(String org, int container) {
        return org + "/containers/walk-" + container + "/events";
    }

    private static String event(String type, boolean failed, Instant time) {
        return "{\"event_type\":\"" + type + "\",\"status\":\"" + (failed ? "FAIL" : "SUCCESS") + "\",\"timestamp\":\""
                + time + "\"}";
    }
}
