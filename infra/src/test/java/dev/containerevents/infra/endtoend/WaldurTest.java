package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Waldur's API as its clients see it.
final class WaldurTest {

    private final String word = "w" + UUID.randomUUID();
    private Cloud cloud;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        cloud = Cloud.current();
        client = cloud.client("Token " + cloud.key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Token ", "Bearer Token ", "Bearer "})
    void acceptsTheKeyInEachForm(String scheme) throws Exception {
        Client with = cloud.client(scheme + cloud.key());

        StrictWaldur.list(with.get("/api/events/"));
        StrictWaldur.list(with.get("/api/events"));
    }

    @Test
    void showsWhatTheNativeApiLogged() throws Exception {
        String id = log("2023-11-18T12:00:00Z", "ACCESS");

        JsonNode event =
                StrictWaldur.list(client.get("/api/events/?message=" + word)).get(0);

        assertThat(event.path("uuid").asText()).isEqualTo(id.replace("-", ""));
        assertThat(event.path("created").asText()).isEqualTo("2023-11-18T12:00:00Z");
        assertThat(event.path("event_type").asText()).isEqualTo("ACCESS");
        assertThat(event.path("message").asText()).isEqualTo("by " + word);
        assertThat(event.at("/context/container_id").asText()).isEqualTo("web-1");
        assertThat(event.at("/context/user_username").asText()).isEqualTo("joe");
        for (String path : List.of(id, id.replace("-", ""), event.path("id").asText())) {
            assertThat(StrictWaldur.event(client.get("/api/events/" + path + "/")))
                    .isEqualTo(event);
            assertThat(StrictWaldur.event(client.get("/api/events/" + path))).isEqualTo(event);
        }
    }

    /// Waldur has microseconds and writes only the decimals that are needed.
    @ParameterizedTest
    @CsvSource({".000Z, Z", ".050Z, .050Z", ".123456Z, .123456Z", ".123456789Z, .123456Z", ".000000789Z, Z"})
    void showsTimesAsWaldurDoes(String logged, String shown) throws Exception {
        // Of its own, because events of the same time share their number.
        long second = 1_000_000_000 + (UUID.randomUUID().getLeastSignificantBits() >>> 35);
        String time = Instant.ofEpochSecond(second).toString().replace("Z", "");
        String id = log(time + logged, "ACCESS");

        JsonNode event = StrictWaldur.list(
                        client.get("/api/events/?created_from=" + second + "&created_to=" + (second + 1)))
                .get(0);

        assertThat(event.path("uuid").asText()).isEqualTo(id.replace("-", ""));
        assertThat(event.path("created").asText()).isEqualTo(time + shown);
        assertThat(StrictWaldur.event(
                        client.get("/api/events/" + event.path("id").asText() + "/")))
                .isEqualTo(event);
    }

    @Test
    void listsATypeAsSoonAsItIsLogged() throws Exception {
        String type = "type-" + word;
        String id = log("2023-11-18T12:00:00Z", type);

        Client.Answer list = client.get("/api/events/?event_type=" + type);

        assertThat(StrictWaldur.list(list))
                .extracting(event -> event.path("uuid").asText())
                .containsExactly(id.replace("-", ""));
        assertThat(StrictWaldur.total(list)).isEqualTo(1);
    }

    @Test
    void findsNothingByAnEmptyTypeOrGroup() throws Exception {
        log("2023-11-18T12:00:00Z", "ACCESS");

        for (String filter : List.of("event_type=", "feature=", "event_type=&feature=")) {
            Client.Answer list = client.get("/api/events/?" + filter);
            assertThat(StrictWaldur.list(list)).as(filter).isEmpty();
            assertThat(StrictWaldur.total(list)).as(filter).isZero();
            assertThat(StrictWaldur.object(client.get("/api/events/count/?" + filter))
                            .path("count")
                            .asLong())
                    .as(filter)
                    .isZero();
        }
    }

    @Test
    void followsTheLinksThroughTheWholeList() throws Exception {
        List<String> logged = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            logged.addFirst(log("2023-11-18T12:00:0" + i + "Z", "ACCESS").replace("-", ""));
        }

        List<String> seen = new ArrayList<>();
        String next = "/api/events/?page_size=2&o=-created,created&message=" + word;
        while (next != null) {
            Client.Answer page = client.get(next);
            StrictWaldur.list(page).forEach(event -> seen.add(event.path("uuid").asText()));
            assertThat(StrictWaldur.total(page)).isEqualTo(5);
            Map<String, String> links = StrictWaldur.links(page);
            assertThat(links.get("first")).doesNotContain("page=").contains("%2C", "page_size=2");
            assertThat(links.get("last")).endsWith("page=3");
            next = links.get("next");
        }

        assertThat(seen).isEqualTo(logged);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        String id = log("2023-11-18T12:00:00Z", "ACCESS");
        for (String path : List.of("", "count/", "event_groups/", "scope_types/", id + "/")) {
            Client.Answer answer = client.send(
                    client.request("/api/events/" + path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            StrictWaldur.head(answer);
            if (path.isEmpty()) {
                assertThat(StrictWaldur.total(answer)).isPositive();
            }
        }
    }

    @Test
    void countsWhatTheStreamTold() throws Exception {
        String type = "count-" + word;
        log("2023-11-18T12:00:00Z", type);
        log("2023-11-18T13:00:00Z", type);

        Instant end = Instant.now().plusSeconds(60);
        long count = 0;
        while (count != 2 && Instant.now().isBefore(end)) {
            Thread.sleep(100);
            count = StrictWaldur.object(client.get("/api/events/count/?event_type=" + type))
                    .path("count")
                    .asLong();
        }

        assertThat(count).isEqualTo(2);
        assertThat(StrictWaldur.list(client.get("/api/events/?event_type=" + type)))
                .hasSize(2);
        assertThat(StrictWaldur.object(client.get("/api/events/event_groups/"))
                        .path("other")
                        .toString())
                .contains(type);
        assertThat(StrictWaldur.strings(client.get("/api/events/scope_types/"))).hasSize(3);
    }

    @Test
    void refusesAsWaldurDoes() throws Exception {
        assertThat(StrictWaldur.refusal(client.get("/api/events/?created_from=x&customer_uuid=y&o=z"), 400)
                        .toString())
                .isEqualTo("{\"customer_uuid\":[\"Enter a valid UUID.\"],\"created_from\":[\"Enter a number.\"],"
                        + "\"o\":[\"Select a valid choice. z is not one of the available choices.\"]}");
        assertThat(StrictWaldur.refusal(client.get("/api/events/?created_to=1700308800000"), 400)
                        .toString())
                .isEqualTo("{\"created_to\":[\"Value \\\"1700308800000\\\" should be valid UNIX timestamp.\"]}");
        assertThat(StrictWaldur.refusal(client.get("/api/events/?page=0"), 404).toString())
                .isEqualTo("{\"detail\":\"Invalid page.\"}");
        assertThat(StrictWaldur.refusal(client.get("/api/events/" + UUID.randomUUID() + "/"), 404)
                        .toString())
                .isEqualTo("{\"detail\":\"Not found.\"}");
        Client.Answer noKey = cloud.client(null).get("/api/events/");
        assertThat(StrictWaldur.refusal(noKey, 401).path("detail").isTextual()).isTrue();
        assertThat(noKey.header("WWW-Authenticate")).contains("Token");
    }

    @Test
    void showsNothingOfAnotherOrganisation() throws Exception {
        String id = log("2023-11-18T12:00:00Z", "ACCESS");
        Client other = cloud.client("Token " + cloud.otherKey());

        assertThat(StrictWaldur.list(other.get("/api/events/?message=" + word))).isEmpty();
        StrictWaldur.refusal(other.get("/api/events/" + id + "/"), 404);
    }

    private String log(String time, String type) throws Exception {
        return cloud.client()
                .log(
                        "/orgs/" + cloud.org() + "/containers/web-1/events",
                        "{\"event_type\":\"%s\",\"status\":\"SUCCESS\",\"timestamp\":\"%s\",\"message\":\"by %s\",\"actor\":{\"id\":\"joe\"}}"
                                .formatted(type, time, word));
    }
}
