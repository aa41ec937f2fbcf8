package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A client that logs events of one organisation, records the responses, and retries until each event with a key
/// is acknowledged, sooner than `Retry-After` says. Not thread-safe.
final class Writer {

    static final Instant FIRST_HOUR = Instant.parse("2026-03-01T00:00:00Z");

    private static final int HOURS = 5;
    private static final int PAUSE_MILLIS = 50;
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "door.opened");

    private final Client client;
    private final String org;
    private final Ledger ledger;
    private final Report report;
    private final String name;
    private final Random random;
    private int events;

    /// @param name unique among the writers of the organisation
    Writer(Client client, String org, Ledger ledger, Report report, String name, Random random) {
        this.client = client;
        this.org = org;
        this.ledger = ledger;
        this.report = report;
        this.name = name;
        this.random = random;
    }

    /// Logs one event with a key until it is acknowledged, and sometimes once more.
    void logWithKey() throws Exception {
        String event = next("key");
        int wanted = random.nextInt(4) == 0 ? 2 : 1;
        while (wanted > 0) {
            Client.Answer answer = send(event, single(event).header("Idempotency-Key", event));
            if (answer.status() == 200) {
                ledger.acknowledge(event, answer.json().path("event_id").asText());
                wanted--;
            }
        }
    }

    /// Logs one event without a key, once.
    void logWithoutKey() throws Exception {
        String event = next("once");
        Client.Answer answer = send(event, single(event));
        if (answer.status() == 200) {
            ledger.acknowledge(event, answer.json().path("event_id").asText());
        } else {
            ledger.doubt(event);
        }
    }

    /// Logs so many events with keys, and repeats those that were refused.
    void logBulk(int size) throws Exception {
        Map<String, String> left = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            String event = next("bulk");
            left.put(
                    event,
                    "{\"container_id\":\"%s\",\"idempotency_key\":\"%s\",%s"
                            .formatted(container(event), event, body(event).substring(1)));
        }
        while (!left.isEmpty()) {
            List<String> sent = new ArrayList<>(left.keySet());
            Client.Answer answer = report.timed(
                    "bulk",
                    () -> client.send(client.request("/orgs/" + org + "/events")
                            .header("Content-Type", "application/x-ndjson")
                            .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", left.values())))));
            for (JsonNode result : answer.json().path("results")) {
                String event = sent.get(result.path("index").asInt());
                report.result(result.path("status").asInt());
                if (result.path("status").asInt() == 200) {
                    ledger.acknowledge(event, result.path("event_id").asText());
                    left.remove(event);
                }
            }
            pauseUnless(left.isEmpty());
        }
    }

    private String next(String kind) {
        return kind + "-" + name + "-" + events++;
    }

    private HttpRequest.Builder single(String event) {
        return client.request("/orgs/" + org + "/containers/" + container(event) + "/events")
                .POST(HttpRequest.BodyPublishers.ofString(body(event)));
    }

    private Client.Answer send(String event, HttpRequest.Builder request) throws Exception {
        Client.Answer answer = report.timed(event.substring(0, event.indexOf('-')), () -> client.send(request));
        pauseUnless(answer.status() == 200);
        return answer;
    }

    private static void pauseUnless(boolean done) throws InterruptedException {
        if (!done) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static String container(String event) {
        return "c-" + Math.floorMod(event.hashCode(), 7);
    }

    /// The same each time that the event is sent.
    private static String body(String event) {
        Random of = new Random(event.hashCode());
        return "{\"event_type\":\"%s\",\"status\":\"%s\",\"timestamp\":\"%s\",\"source\":\"%s\",\"actor\":{\"id\":\"joe\"}}"
                .formatted(
                        TYPES.get(of.nextInt(TYPES.size())),
                        of.nextInt(4) == 0 ? "FAIL" : "SUCCESS",
                        FIRST_HOUR.plusSeconds(of.nextInt(HOURS * 3600)),
                        event);
    }

    /// Reads one page, a count, or an acknowledged event, which must exist.
    void read() throws Exception {
        switch (random.nextInt(3)) {
            case 0 -> report.timed("list", () -> client.get("/orgs/" + org + "/events?limit=50"));
            case 1 -> report.timed("count", () -> client.get("/orgs/" + org + "/events/count"));
            default -> {
                List<Map.Entry<String, String>> known =
                        ledger.acknowledged().entrySet().stream().limit(100).toList();
                if (!known.isEmpty()) {
                    Map.Entry<String, String> event = known.get(random.nextInt(known.size()));
                    report.timed(
                            "get",
                            () -> client.get("/orgs/" + org + "/containers/" + container(event.getKey()) + "/events/"
                                    + event.getValue()));
                }
            }
        }
    }
}
