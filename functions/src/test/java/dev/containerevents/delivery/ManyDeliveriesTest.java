package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.event.EventFilter;
import dev.containerevents.table.DestinationKey;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Many events to three destinations of three kinds at once, in real time: each receiver gets all of them in the
/// order of the log. Some answers are lost, so some requests are repeated. Prints rate, request units and memory;
/// `-Ddeliveries=100000` delivers that many.
final class ManyDeliveriesTest {

    private static final int EVENTS = Integer.getInteger("deliveries", 1_500);
    private static final int PART = 10_000;

    /// One request of so many is accepted, and its answer is lost; so is the answer to the second.
    private static final int LOST = 100;

    private static final Duration FUNCTION = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final DeliveryWorld world = new DeliveryWorld();
    private final List<Peer> peers =
            List.of(new Peer("https", "json"), new Peer("splunk_hec", null), new Peer("elastic", null));

    @AfterEach
    void close() {
        peers.forEach(peer -> peer.receiver.close());
    }

    /// A destination and its receiver.
    private final class Peer {

        private final String kind;
        private final LocalReceiver receiver = new LocalReceiver();
        private final BlockingQueue<Instant> due = new LinkedBlockingQueue<>();
        private final List<String> accepted = new ArrayList<>();
        private final RequestBudget budget = new RequestBudget();
        private final DestinationKey key;
        private List<String> last = List.of();
        private int requests;
        private int lost;
        private int repeated;
        private int calls;
        private Duration took = Duration.ZERO;

        Peer(String kind, @Nullable String form) {
            this.kind = kind;
            this.key = world.create(kind, receiver.url(), form, LocalDelivery.SECRET, EventFilter.NONE);
            receiver.behave(this::accept);
        }

        private synchronized LocalReceiver.Reply accept(LocalReceiver.Received request) throws IOException {
            receiver.forget();
            List<String> ids = ids(request.body());
            if (ids.equals(last)) {
                repeated++;
            } else {
                accepted.addAll(ids);
                last = ids;
            }
            requests++;
            if (requests == 2 || requests % LOST == 0) {
                lost++;
                return new LocalReceiver.Reply(503, "lost");
            }
            return new LocalReceiver.Reply(
                    200,
                    switch (kind) {
                        case "splunk_hec" -> "{\"text\":\"Success\",\"code\":0}";
                        case "elastic" ->
                            "{\"items\":["
                                    + String.join(
                                            ",",
                                            ids.stream()
                                                    .map(_ -> "{\"create\":{\"status\":201}}")
                                                    .toList())
                                    + "]}";
                        default -> "";
                    });
        }

        private List<String> ids(String body) throws IOException {
            List<String> ids = new ArrayList<>();
            switch (kind) {
                case "https" ->
                    MAPPER.readTree(body)
                            .forEach(
                                    entry -> ids.add(entry.at("/event/event_id").asText()));
                case "splunk_hec" ->
                    MAPPER.readerFor(JsonNode.class)
                            .<JsonNode>readValues(body)
                            .forEachRemaining(object ->
                                    ids.add(object.at("/event/event/event_id").asText()));
                default -> {
                    List<String> lines = body.lines().toList();
                    for (int i = 0; i < lines.size(); i += 2) {
                        ids.add(MAPPER.readTree(lines.get(i)).at("/create/_id").asText());
                    }
                }
            }
            return ids;
        }

        /// Calls the function for each message, as the queue does, until everything is delivered.
        void deliver() throws Exception {
            InstantSource clock = InstantSource.system();
            DueQueue queue = (_, delay) -> due.add(clock.instant().plus(delay));
            Deliverer deliverer = LocalDelivery.deliverer(
                    world.table, world.secrets, new HttpReceiver(), new AllowedHosts(List.of(), true), queue, clock);
            Instant begin = clock.instant();
            due.add(begin);
            while (world.get(key).progress().next() < EVENTS) {
                Instant at = due.poll(1, TimeUnit.MINUTES);
                assertThat(at).as("a message about " + kind).isNotNull();
                Thread.sleep(Math.max(0, Duration.between(clock.instant(), at).toMillis()));
                calls++;
                deliverer.deliver(key, clock.instant().plus(FUNCTION), budget);
            }
            took = Duration.between(begin, clock.instant());
        }

        void print() {
            System.out.printf(
                    "ManyDeliveriesTest: %s: %,d events in %.1f s, %.0f events a second, %d requests, %d of them"
                            + " repeats, %d calls, %.3f read and %.3f write units an event%n",
                    kind,
                    EVENTS,
                    took.toMillis() / 1e3,
                    EVENTS / (took.toMillis() / 1e3),
                    requests,
                    repeated,
                    calls,
                    budget.read() / EVENTS,
                    budget.write() / EVENTS);
        }
    }

    @Test
    void deliversAllInOrderToThreeKindsAtOnce() throws Exception {
        List<String> logged = new ArrayList<>();
        for (int begin = 0; begin < EVENTS; begin += PART) {
            logged.addAll(DeliveryWorld.ids(world.log(Math.min(PART, EVENTS - begin))));
        }
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> deliveries = new ArrayList<>();
            for (Peer peer : peers) {
                deliveries.add(threads.submit(() -> {
                    peer.deliver();
                    return null;
                }));
            }
            for (Future<?> delivery : deliveries) {
                delivery.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            }
        }

        peers.forEach(Peer::print);
        printMemory();
        for (Peer peer : peers) {
            assertThat(peer.accepted).as(peer.kind).isEqualTo(logged);
            assertThat(peer.repeated)
                    .as("repeats of " + peer.kind)
                    .isEqualTo(peer.lost)
                    .isPositive();
        }
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    /// The process also has DynamoDB Local with all events in it, and the receivers.
    private static void printMemory() throws IOException {
        long heap =
                heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        Path status = Path.of("/proc/self/status");
        String resident = Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .map(line -> line.substring("VmHWM:".length()).strip())
                        .findFirst()
                        .orElse("unknown")
                : "unknown";
        System.out.printf(
                "ManyDeliveriesTest: at most %,d MB of heap while delivering, garbage included; at most %s resident%n",
                heap >> 20, resident);
    }
}
