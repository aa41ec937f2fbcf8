package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The feed as a consumer follows it, with the stream and the function that feed it. The function is killed now
/// and then.
final class FollowedFeedTest {

    private static final int KILLS = 4;
    private static final int BULK = 25;
    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void showsEachEventOnceThoughItsFunctionIsKilled() throws Exception {
        Tenant tenant = Tenant.create(Cloud.current());
        Client client = tenant.client();
        List<String> logged = new ArrayList<>();
        try (ProcessKiller killer = new ProcessKiller("UpdateLedger", new Random())) {
            while (killer.kills() < KILLS) {
                client.logAll(tenant.org(), lines())
                        .json()
                        .path("results")
                        .forEach(result -> logged.add(result.path("event_id").asText()));
                Thread.sleep(50);
            }
        }

        List<String> seen = new ArrayList<>();
        String next = "0";
        Instant end = Instant.now().plus(SOON);
        while (seen.size() < logged.size()) {
            assertThat(Instant.now())
                    .as("%d of %d events", seen.size(), logged.size())
                    .isBefore(end);
            Answer page = client.get(tenant.path("/feed?limit=1000&after=" + next));
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            for (JsonNode entry : page.json().path("entries")) {
                assertThat(entry.path("index").asInt()).isEqualTo(seen.size());
                seen.add(entry.at("/event/event_id").asText());
            }
            next = page.json().path("next").asText();
            if (!page.header("Retry-After").isEmpty()) {
                Thread.sleep(250);
            }
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(logged);
    }

    private static String lines() {
        return "{\"container_id\":\"c-1\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}\n".repeat(BULK);
    }
}
