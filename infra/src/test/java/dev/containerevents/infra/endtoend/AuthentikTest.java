package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.endtoend.Client.Answer;
import dev.containerevents.infra.repository.NodeProgram;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The API as clients of authentik see it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthentikTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Cloud cloud;
    private NodeProgram program;

    @BeforeAll
    void start() throws Exception {
        cloud = Cloud.current();
        program = AuthentikClient.install();
    }

    private AuthentikClient client(String version, @Nullable String key) {
        return new AuthentikClient(program, version, cloud.uri() + "/api/v3", key);
    }

    private JsonNode report(String version, String event) throws Exception {
        return client(version, cloud.key()).report(List.of(event)).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authentik-2024", "authentik-2026"})
    void clientReadsBackEveryMemberThatItSent(String version) throws Exception {
        JsonNode answer = report(
                version,
                "{\"action\":\"configuration_error\",\"app\":\"authentik.outposts\",\"user\":{\"username\":\"joe\"},"
                        + "\"context\":{\"message\":\"door 3\",\"deep\":[{\"n\":1}]},\"brand\":{\"name\":\"b\"},"
                        + "\"clientIp\":\"192.0.2.7\",\"expires\":{\"$date\":\"2126-11-21T12:00:00.678Z\"}}");

        JsonNode event = answer.path("event");
        assertThat(answer.path("created").asBoolean()).as("created is a date").isTrue();
        assertThat(UUID.fromString(event.path("pk").asText()).version()).isEqualTo(7);
        assertThat(event.path("action").asText()).isEqualTo("configuration_error");
        assertThat(event.path("app").asText()).isEqualTo("authentik.outposts");
        assertThat(event.path("user")).isEqualTo(MAPPER.readTree("{\"username\":\"joe\"}"));
        assertThat(event.path("context")).isEqualTo(MAPPER.readTree("{\"message\":\"door 3\",\"deep\":[{\"n\":1}]}"));
        assertThat(event.path("brand")).isEqualTo(MAPPER.readTree("{\"name\":\"b\"}"));
        assertThat(event.path("clientIp").asText()).isEqualTo("192.0.2.7");
        assertThat(event.path("expires").asText()).isEqualTo("2126-11-21T12:00:00.678Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authentik-2024", "authentik-2026"})
    void clientGetsEveryFaultAtOnce(String version) throws Exception {
        assertThat(report(version, "{\"action\":\"custom_foo\",\"app\":\" \",\"clientIp\":\"\"}"))
                .isEqualTo(MAPPER.readTree("{\"status\":400,\"body\":{"
                        + "\"action\":[\"\\\"custom_foo\\\" is not a valid choice.\"],"
                        + "\"app\":[\"This field may not be blank.\"],"
                        + "\"client_ip\":[\"This field may not be blank.\"]}}"));
    }

    @Test
    void clientGetsA403WhateverIsWrongWithItsKey() throws Exception {
        for (String key : new String[] {null, "nonsense", "ce_nobody_secret", cloud.key() + "x", cloud.readerKey()}) {
            JsonNode answer = client("authentik-2026", key)
                    .report(List.of("{\"action\":\"login\",\"app\":\"x\"}"))
                    .getFirst();
            assertThat(answer.path("status").asInt()).as(key).isEqualTo(403);
            assertThat(answer.at("/body/detail").asText()).as(key).isNotEmpty();
        }
    }

    @Test
    void clientCanReportMany() throws Exception {
        assertThat(client("authentik-2026", cloud.key())
                        .report(List.of(
                                "{\"action\":\"login\",\"app\":\"x\"}",
                                "{\"action\":\"no_action\",\"app\":\"x\"}",
                                "{\"action\":\"access_request_denied\",\"app\":\"x\"}")))
                .extracting(answer -> answer.has("event"))
                .containsExactly(true, false, true);
    }

    @Test
    void answersAtEachOfItsPathsWithAndWithoutASlash() throws Exception {
        for (String path :
                List.of("/api/v3/events/events/", "/api/v3/events/events", "/events/events/", "/events/events")) {
            Answer answer = cloud.client().post(path, "{\"action\":\"login\",\"app\":\"x\"}");
            assertThat(answer.status()).as(path).isEqualTo(201);
            assertThat(cloud.client(null).post(path, "{}").status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void keepsAppsApartThatDifferInOneCharacter() throws Exception {
        String name = "door-" + UUID.randomUUID();
        for (String app : List.of(name + "/2", name + " 2", name + "-2", name + "_2")) {
            Answer answer =
                    cloud.client().post("/api/v3/events/events/", "{\"action\":\"login\",\"app\":\"" + app + "\"}");
            assertThat(answer.status()).isEqualTo(201);

            JsonNode events = cloud.client()
                    .get("/orgs/" + cloud.org() + "/events?container_id="
                            + URLEncoder.encode(app, StandardCharsets.UTF_8))
                    .json()
                    .path("events");
            assertThat(events)
                    .extracting(event -> event.path("event_id").asText())
                    .containsExactly(answer.json().path("pk").asText());
            assertThat(events.at("/0/container_id").asText()).isEqualTo(app);
            assertThat(events.at("/0/source").asText()).isEqualTo(app);
        }
    }

    @Test
    void hidesAnEventThatHadExpiredBeforeItArrived() throws Exception {
        Answer answer = cloud.client()
                .post(
                        "/api/v3/events/events/",
                        "{\"action\":\"login\",\"app\":\"x\",\"expires\":\"2001-01-01T00:00:00Z\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(cloud.client()
                        .get("/orgs/" + cloud.org() + "/events/"
                                + answer.json().path("pk").asText())
                        .status())
                .isEqualTo(404);
    }
}
