package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Events with keys that are sent repeatedly while the function's processes are killed at random moments.
final class ExactlyOnceTest {

    private static final int EVENTS = 1000;
    /// Each is a request.
    private static final int SINGLE_EVENTS = 400;

    private static final int REPLAYS = 6;
    private static final int CLIENTS = 32;

    private final long seed = System.nanoTime();
    private final String container = "once-" + UUID.randomUUID();
    private Cloud cloud;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        cloud = Cloud.current();
        client = cloud.client();
        assumeTrue(cloud.local().isPresent(), "the functions of a deployed stack can't be killed");
        System.out.println("ExactlyOnceTest: seed " + seed);
    }

    @Test
    void storesABulkOnceHoweverOftenItIsSent() throws Exception {
        String bulk = IntStream.range(0, EVENTS).mapToObj(this::event).collect(Collectors.joining("\n"));
        Set<String> acknowledged = new HashSet<>();
        try (ProcessKiller killer = new ProcessKiller("CreateEvents", new Random(seed))) {
            for (int i = 0; i < REPLAYS; i++) {
                acknowledged.addAll(acknowledged(send(bulk)));
            }
            assertThat(killer.kills()).as("killed processes").isPositive();
        }
        Client.Answer last = send(bulk);
        // A busy machine can't store all in the time of one request. The rest is 503, to be sent again.
        for (int i = 0; i < REPLAYS && last.json().path("accepted").asInt() < EVENTS; i++) {
            last = send(bulk);
        }

        assertThat(last.json().path("accepted").asInt()).isEqualTo(EVENTS);
        assertThat(stored()).hasSize(EVENTS).containsAll(acknowledged).containsAll(acknowledged(last));
    }

    @Test
    void storesSingleEventsOnceThoughManyClientsSendThem() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        try (ProcessKiller killer = new ProcessKiller("CreateContainerEvent", new Random(seed));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<String>>> clients = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                int first = c;
                // Neighbours send the same events, so that each is in progress twice.
                clients.add(() -> logAll(first / 2));
            }
            for (Future<List<String>> ids : threads.invokeAll(clients)) {
                acknowledged.addAll(ids.get());
            }
            assertThat(killer.kills()).as("killed processes").isPositive();
        }
        assertThat(acknowledged).hasSize(SINGLE_EVENTS);
        assertThat(stored()).hasSize(SINGLE_EVENTS).containsAll(acknowledged);
    }

    /// Logs every sixteenth event, and repeats each until it is acknowledged.
    private List<String> logAll(int first) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = first; i < SINGLE_EVENTS; i += CLIENTS / 2) {
            Client.Answer answer;
            do {
                answer = client.send(
                        client.request(path())
                                .header("Idempotency-Key", "k-" + i)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":\"2023-11-18T12:00:00Z\"}")));
                assertThat(answer.status()).isIn(200, 429, 503);
            } while (answer.status() != 200);
            ids.add(answer.json().path("event_id").asText());
        }
        return ids;
    }

    private String event(int i) {
        return "{\"container_id\":\"" + container + "\",\"idempotency_key\":\"k-" + i
                + "\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":\"2023-11-18T12:00:00Z\"}";
    }

    private Client.Answer send(String bulk) throws Exception {
        Client.Answer answer = client.logAll(cloud.org(), bulk);
        assertThat(answer.status()).isIn(200, 503);
        return answer;
    }

    private static Set<String> acknowledged(Client.Answer answer) {
        return StreamSupport.stream(answer.json().path("results").spliterator(), false)
                .filter(result -> result.path("status").asInt() == 200)
                .map((JsonNode result) -> result.path("event_id").asText())
                .collect(Collectors.toSet());
    }

    private List<String> stored() throws Exception {
        List<String> ids = client.walk(path() + "?limit=1000");
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    private String path() {
        return "/orgs/" + cloud.org() + "/containers/" + container + "/events";
    }
}
