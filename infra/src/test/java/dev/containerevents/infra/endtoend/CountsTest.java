package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Counts as a client sees them, with the stream that feeds them.
final class CountsTest {

    /// `-Dkills=50` takes a minute and a half.
    private static final int KILLS = Integer.getInteger("kills", 6);

    private static final int BULK = 40;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final String type = "count-" + UUID.randomUUID();
    private Cloud cloud;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        cloud = Cloud.current();
        client = cloud.client();
    }

    @Test
    void knowsWhatWasLogged() throws Exception {
        log(type, 3, "2023-11-18T12:00:00Z", "SUCCESS");
        log(type, 2, "2023-11-18T13:30:00Z", "FAIL");
        awaitCount(5, "event_type=" + type);

        JsonNode hours = count("event_type=" + type
                        + "&interval=hour&group_by=status&start=2023-11-18T00:00:00Z&end=2023-11-19T00:00:00Z")
                .json();

        assertThat(hours.path("buckets").toString())
                .isEqualTo("[{\"start\":\"2023-11-18T12:00:00.000Z\",\"status\":\"SUCCESS\",\"count\":3},"
                        + "{\"start\":\"2023-11-18T13:00:00.000Z\",\"status\":\"FAIL\",\"count\":2}]");
        assertThat(Instant.parse(hours.path("as_of").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(count("event_type=" + type + "&start=2023-11-18T11:59:00Z&end=2023-11-18T12:01:00Z")
                        .json()
                        .path("count")
                        .asInt())
                .as("by reading")
                .isEqualTo(3);
    }

    @Test
    void countsEachEventOnceThoughItsFunctionIsKilled() throws Exception {
        assumeTrue(cloud.local().isPresent(), "the functions of a deployed stack can't be killed");
        Random random = new Random();
        Map<String, Long> logged = new TreeMap<>();
        try (ProcessKiller killer = new ProcessKiller("UpdateLedger", random)) {
            while (killer.kills() < KILLS) {
                String time = "2022-02-0%dT%02d:00:00.000Z".formatted(1 + random.nextInt(3), random.nextInt(24));
                String kind = type + "-" + random.nextInt(5);
                String status = random.nextBoolean() ? "FAIL" : "SUCCESS";
                log(kind, BULK, time, status);
                logged.merge(time + kind + status, (long) BULK, Long::sum);
                Thread.sleep(50);
            }
        }

        long events = logged.values().stream().mapToLong(Long::longValue).sum();
        String range = "start=2022-02-01T00:00:00Z&end=2022-02-04T00:00:00Z";
        awaitCount(events, range);
        Map<String, Long> counted = new TreeMap<>();
        count(range + "&interval=hour&group_by=event_type&group_by=status")
                .json()
                .path("buckets")
                .forEach(bucket -> counted.merge(
                        bucket.path("start").asText()
                                + bucket.path("event_type").asText()
                                + bucket.path("status").asText(),
                        bucket.path("count").asLong(),
                        Long::sum));
        assertThat(counted).isEqualTo(logged);
        System.out.println("CountsTest: " + events + " events, each counted once, through " + KILLS + " kills");
    }

    @Test
    void verifiesADayByReadingIt() throws Exception {
        assumeTrue(cloud.local().isPresent(), "a deployed stack calls its functions elsewhere");
        log(type, 4, "2021-05-05T12:00:00Z", "SUCCESS");

        JsonNode verdict = cloud.invoke("VerifyLedger", "{\"org_id\":\"acme\",\"day\":\"2021-05-05\"}");

        assertThat(verdict.path("events").asInt()).as(verdict.toString()).isEqualTo(4);
        assertThat(verdict.path("differences").isArray()).isTrue();
    }

    private void log(String kind, int events, String time, String status) throws Exception {
        String bulk = IntStream.range(0, events)
                .mapToObj(i ->
                        "{\"container_id\":\"c-%d\",\"event_type\":\"%s\",\"status\":\"%s\",\"timestamp\":\"%s\"}\n"
                                .formatted(i % 7, kind, status, time))
                .collect(Collectors.joining());
        Client.Answer answer = client.logAll(cloud.org(), bulk);
        assertThat(answer.json().path("accepted").asInt()).as(answer.text()).isEqualTo(events);
    }

    private Client.Answer count(String query) throws Exception {
        Client.Answer answer = client.get("/orgs/" + cloud.org() + "/events/count?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    /// Waits until the stream is counted that far.
    private void awaitCount(long events, String query) throws Exception {
        Instant end = Instant.now().plus(SOON);
        long count = 0;
        while (count != events && Instant.now().isBefore(end)) {
            Thread.sleep(100);
            count = count(query).json().path("count").asLong();
        }
        assertThat(count).as(query).isEqualTo(events);
    }
}
