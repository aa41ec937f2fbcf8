package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The API as clients of Togai see it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TogaiTest {

    private Cloud cloud;
    private TogaiClient togai;

    @BeforeAll
    void start() throws Exception {
        cloud = Cloud.current();
        togai = new TogaiClient(cloud.client());
    }

    private String log(String members) throws Exception {
        return cloud.client()
                .log(
                        "/orgs/" + cloud.org() + "/containers/c-" + UUID.randomUUID() + "/events",
                        "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"" + members + "}");
    }

    private TogaiClient.Raised raised(@Nullable String authorization, String query) {
        return catchThrowableOfType(
                TogaiClient.Raised.class, () -> new TogaiClient(cloud.client(authorization)).list(query));
    }

    @Test
    void walksARangeOfTimeToItsEndNewestFirst() throws Exception {
        // Each run has its own time, because other tests log into the same organisation. After 1980, because a
        // smaller number of milliseconds looks like seconds.
        Instant begin = Instant.parse("1980-01-01T00:00:00Z")
                .plus(UUID.randomUUID().getMostSignificantBits() >>> 24, ChronoUnit.MILLIS);
        List<String> logged = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            logged.add(log(",\"timestamp\":\"" + begin.plusSeconds(second) + "\""));
        }
        Collections.reverse(logged);

        String range = "&start_time=" + begin.toEpochMilli() + "&end_time="
                + begin.plusSeconds(5).toEpochMilli();
        for (int pageSize : List.of(1, 2, 5, 50)) {
            assertThat(togai.walk("?pageSize=" + pageSize + range))
                    .extracting(event -> event.at("/eventPayload/id").asText())
                    .isEqualTo(logged);
        }
    }

    @Test
    void readsOneEvent() throws Exception {
        String id = log(",\"message\":\"door 3\"");
        JsonNode event = togai.get(id).path("events").path(0);

        assertThat(event.at("/eventPayload/id").asText()).isEqualTo(id);
        assertThat(event.at("/eventPayload/dimensions/message").asText()).isEqualTo("door 3");
        assertThat(catchThrowableOfType(TogaiClient.Raised.class, () -> togai.get("event_1"))
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "2023-11-18T12:00:00.000Z, 2023-11-18T12:00:00Z",
        "2023-11-18T12:00:00.050Z, 2023-11-18T12:00:00.050Z",
        "2023-11-18T12:00:00.123456789Z, 2023-11-18T12:00:00.123456789Z"
    })
    void showsTimesWithTheDecimalsThatTheyNeed(String time, String shown) throws Exception {
        String id = log(",\"timestamp\":\"" + time + "\"");

        assertThat(togai.get(id).at("/events/0/eventPayload/eventTimestamp").asText())
                .isEqualTo(shown);
    }

    @Test
    void coversTheClientsExceptions() {
        String key = "Bearer " + cloud.key();
        assertThat(raised(null, "").status()).isEqualTo(401);
        assertThat(raised("Bearer ce_nobody_secret", "").status()).isEqualTo(401);
        for (String query : List.of("?pageSize=0", "?status=DONE", "?nextToken=x", "?start_time=noon")) {
            assertThat(raised(key, query).status()).as(query).isEqualTo(400);
            assertThat(raised(key, query).getMessage()).as(query).hasSizeBetween(1, 500);
        }
        assertThat(raised(key, "?pageSize=51").status()).isEqualTo(422);
    }

    @Test
    void acceptsAPathWithATrailingSlash() throws Exception {
        String id = log("");
        assertThat(cloud.client().get("/events/?pageSize=1").status()).isEqualTo(200);
        assertThat(cloud.client().get("/events/" + id + "/").status()).isEqualTo(200);
    }

    @Test
    void showsNothingOfAnotherOrganisation() throws Exception {
        String id = log("");
        TogaiClient other = new TogaiClient(cloud.client("Bearer " + cloud.otherKey()));

        assertThat(catchThrowableOfType(TogaiClient.Raised.class, () -> other.get(id))
                        .status())
                .isEqualTo(404);
        assertThat(cloud.client("Bearer " + cloud.otherKey())
                        .get("/events?account_id=" + cloud.org())
                        .text())
                .isEqualTo("{\"events\":[]}");
    }
}
