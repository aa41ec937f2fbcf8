package dev.containerevents.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An organisation of a running cloud with events of the last two months, in 20 containers, of four types, one in
/// ten a failure.
///
/// @param event the id of its newest event, and its container's
record SyntheticLog(RunningCloud cloud, String org, String key, int size, String event, String container) {

    private static final int BULK = 1000;
    private static final int CLIENTS = 2;
    private static final Duration LENGTH = Duration.ofDays(60);
    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "backup.done");

    /// Writes the events in bulks and waits until they are counted.
    ///
    /// @param perSecond gets the number of events accepted per second
    static SyntheticLog of(RunningCloud cloud, int size, Figures perSecond) throws Exception {
        String org = "log-" + size;
        cloud.manageAccess("{\"action\":\"create_org\",\"org_id\":\"" + org + "\"}");
        String key = cloud.manageAccess(
                        "{\"action\":\"issue_key\",\"org_id\":\"" + org + "\",\"rights\":[\"read\",\"write\"]}")
                .path("key")
                .asText();
        long begin = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> bulks = new ArrayList<>();
            for (int first = 0; first < size; first += BULK) {
                List<String> bulk = bulk(size, first, Math.min(size, first + BULK));
                bulks.add(clients.submit(() -> send(cloud, org, key, bulk)));
            }
            for (Future<?> bulk : bulks) {
                bulk.get();
            }
        }
        perSecond.add(size / ((System.nanoTime() - begin) / 1e9));
        while (cloud.get(key, "/orgs/" + org + "/events/count")
                        .body()
                        .path("count")
                        .asInt()
                < size) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        JsonNode newest =
                cloud.get(key, "/orgs/" + org + "/events?limit=1").body().at("/events/0");
        return new SyntheticLog(
                cloud,
                org,
                key,
                size,
                newest.path("event_id").asText(),
                newest.path("container_id").asText());
    }

    /// Events for which the function had no time are sent again.
    private static @Nullable Void send(RunningCloud cloud, String org, String key, List<String> events)
            throws IOException, InterruptedException {
        List<String> left = events;
        while (!left.isEmpty()) {
            JsonNode results = cloud.post(
                            key, "/orgs/" + org + "/events", "application/x-ndjson", String.join("\n", left))
                    .body()
                    .path("results");
            List<String> again = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                if (results.path(i).path("status").asInt() != 200) {
                    again.add(left.get(i));
                }
            }
            left = again;
        }
        return null;
    }

    private static List<String> bulk(int size, int first, int behind) {
        Instant begin = Instant.now().minus(LENGTH);
        List<String> lines = new ArrayList<>();
        for (int i = first; i < behind; i++) {
            Instant time = begin.plusMillis(LENGTH.toMillis() / size * i);
            lines.add("{\"container_id\":\"c-" + i % 20 + "\",\"event_type\":\"" + TYPES.get(i % TYPES.size())
                    + "\",\"status\":\"" + (i % 10 == 0 ? "FAIL" : "SUCCESS") + "\",\"timestamp\":\"" + time
                    + "\",\"message\":\"the door was opened\"}");
        }
        return lines;
    }

    RunningCloud.Timed get(String path) throws IOException, InterruptedException {
        return cloud.get(
                key, path.replace("ORG", org).replace("CONTAINER", container).replace("EVENT", event));
    }

    RunningCloud.Timed post(String path, String body) throws IOException, InterruptedException {
        return cloud.post(key, path.replace("ORG", org), "application/json", body);
    }

    /// Returns the page of 50 after nine tenths of the log.
    RunningCloud.Timed deepPage() throws IOException, InterruptedException {
        String token = "";
        for (int passed = 0; passed < size * 9L / 10; passed += Math.min(1000, size / 10)) {
            int limit = Math.min(1000, size / 10);
            token = get("/orgs/ORG/events?limit=" + limit + (token.isEmpty() ? "" : "&next_token=" + token))
                    .body()
                    .path("next_token")
                    .asText();
        }
        return get("/orgs/ORG/events?next_token=" + token);
    }
}
