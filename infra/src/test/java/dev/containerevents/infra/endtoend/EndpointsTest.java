package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Each endpoint as a client sees it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndpointsTest {

    private static final String DOCUMENTED =
            "{\"event_type\":\"ACCESS\",\"timestamp\":\"2023-11-18T12:00:00Z\",\"status\":\"SUCCESS\"}";
    private static final List<String> TYPES = List.of("access", "block", "create", "expire", "fail");

    private Cloud cloud;
    private Client client;

    @BeforeAll
    void start() throws Exception {
        cloud = Cloud.current();
        client = cloud.client();
    }

    private String org() {
        return "/orgs/" + cloud.org();
    }

    private String container() {
        return org() + "/containers/c-" + UUID.randomUUID() + "/events";
    }

    @Test
    void acceptsTheDocumentedExampleAndShowsItWhereItBelongs() throws Exception {
        String container = container();
        Answer logged = client.post(container, DOCUMENTED);

        assertThat(logged.status()).isEqualTo(200);
        assertThat(logged.json().path("message").asText()).isEqualTo("Event logged successfully");
        String id = logged.json().path("event_id").asText();
        assertThat(logged.header("Location")).isEqualTo(cloud.uri() + container + "/" + id);

        JsonNode event = client.get(logged.header("Location")).json();
        assertThat(event.path("event_id").asText()).isEqualTo(id);
        assertThat(event.path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.000Z");
        assertThat(client.walk(container + "?limit=50")).containsExactly(id);
        String noon = "start=2023-11-18T12:00:00Z&end=2023-11-18T12:00:00.001Z&limit=1000";
        assertThat(client.walk(org() + "/events?" + noon)).contains(id);
        for (String type : TYPES) {
            List<String> listed = client.walk(org() + "/container_events/by_" + type + "?" + noon);
            assertThat(listed.contains(id)).as("by_" + type).isEqualTo(type.equals("access"));
        }
    }

    @Test
    void listsAFailureOfAnyTypeByFail() throws Exception {
        String container = container();
        String range = "?limit=1000&start=2001-01-01T00:00:00Z&end=2001-01-02T00:00:00Z";
        String access = client.log(
                container, "{\"event_type\":\"ACCESS\",\"status\":\"FAIL\",\"timestamp\":\"2001-01-01T10:00:00Z\"}");
        String other = client.log(
                container, "{\"event_type\":\"badge\",\"status\":\"FAIL\",\"timestamp\":\"2001-01-01T11:00:00Z\"}");

        assertThat(client.walk(org() + "/container_events/by_fail" + range)).contains(access, other);
        assertThat(client.walk(org() + "/container_events/by_access" + range))
                .contains(access)
                .doesNotContain(other);
    }

    @Test
    void returnsEveryMemberAsItWasSent() throws Exception {
        String sent =
                "{\"event_type\":\"door.opened\",\"status\":\"SUCCESS\",\"timestamp\":\"2023-11-18T13:00:00.5+01:00\",\"actor\":{\"id\":\"joe\",\"name\":\"Joe"
                        + " Ünïcode 😀\"},\"message\":\"\\\"quoted\\\"\\n"
                        + "\",\"context\":{\"z\":1,\"a\":[123456789012345678901234567890]},\"client_ip\":\"::1\",\"source\":\"gate\","
                        + "\"expires\":\"2999-01-01T00:00:00.001Z\"}";
        Answer logged = client.post(container(), sent);
        JsonNode event = client.get(logged.header("Location")).json();

        assertThat(event.path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.500Z");
        JsonNode expected = new ObjectMapper().readTree(sent);
        for (String member :
                List.of("event_type", "status", "actor", "message", "context", "client_ip", "source", "expires")) {
            assertThat(event.path(member)).as(member).isEqualTo(expected.path(member));
        }
    }

    @Test
    void listsInTheFormThatTheClientPrefers() throws Exception {
        String container = container();
        String id = client.log(
                container,
                "{\"event_type\":\"ACCESS\",\"timestamp\":\"2023-11-18T12:00:00Z\",\"status\":\"SUCCESS\",\"message\":\"=1+1,"
                        + " ü\"}");

        Answer json = client.getAs("application/json", container);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.json().at("/events/0/event_id").asText()).isEqualTo(id);
        Answer lines = client.getAs("application/x-ndjson", container);
        assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson; charset=utf-8");
        assertThat(lines.text()).isEqualTo(json.json().path("events").path(0).toString() + "\n");
        Answer csv = client.getAs("text/csv", container + "?fields=event_id,message");
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(csv.text()).isEqualTo("event_id,message\r\n" + id + ",\"'=1+1, ü\"\r\n");
        Answer cloudEvents = client.getAs("application/cloudevents-batch+json", container);
        assertThat(cloudEvents.header("Content-Type")).isEqualTo("application/cloudevents-batch+json; charset=utf-8");
        assertThat(cloudEvents.json().at("/0/id").asText()).isEqualTo(id);
        assertThat(cloudEvents.header("Vary")).contains("Accept");
        Answer other = client.getAs("application/xml", container);
        assertThat(other.status()).isEqualTo(406);
        assertThat(other.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void distinguishesAnUnknownContainerFromAnEmptyRange() throws Exception {
        String container = container();
        assertThat(client.get(container).status()).isEqualTo(404);
        client.log(container, DOCUMENTED);

        Answer nothing = client.get(container + "?end=2000-01-01T00:00:00Z");
        assertThat(nothing.status()).isEqualTo(200);
        assertThat(nothing.json().path("events")).isEmpty();
        assertThat(nothing.json().has("next_token")).isFalse();
    }

    @Test
    void doesNotShowAnAnnouncedExpiryOnTopOfEveryList() throws Exception {
        String container = container();
        String id = client.log(
                container, "{\"event_type\":\"EXPIRE\",\"status\":\"SUCCESS\",\"timestamp\":\"2099-12-31T00:00:00Z\"}");

        assertThat(client.walk(org() + "/container_events/by_expire?order=asc&limit=1000&start=2099-12-31T00:00:00Z"))
                .contains(id);
        assertThat(client.get(container).json().path("events")).isEmpty();
        assertThat(client.walk(container + "?end=2100-01-01T00:00:00Z")).containsExactly(id);
    }

    @Test
    void acceptsAKeyInEachOfItsThreeForms() throws Exception {
        for (String scheme : List.of("Bearer ", "Token ", "Bearer Token ")) {
            assertThat(cloud.client(scheme + cloud.key())
                            .get(org() + "/events?limit=1")
                            .status())
                    .as(scheme)
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesACallerWithoutTheRight() throws Exception {
        String container = container();
        assertThat(cloud.client(null).get(container).status()).isEqualTo(401);
        assertThat(cloud.client("Bearer nonsense").get(container).status()).isEqualTo(401);
        assertThat(cloud.client("Bearer ce_nobody_secret").get(container).status())
                .isEqualTo(401);
        assertThat(cloud.client("Bearer " + cloud.key() + "x").get(container).status())
                .isEqualTo(401);
        assertThat(cloud.client("Bearer " + cloud.otherKey()).get(container).status())
                .isEqualTo(403);
        assertThat(cloud.client("Bearer " + cloud.otherKey())
                        .post(container, DOCUMENTED)
                        .status())
                .isEqualTo(403);
        assertThat(cloud.client("Bearer " + cloud.readerKey())
                        .post(container, DOCUMENTED)
                        .status())
                .isEqualTo(403);
        assertThat(client.get(container).status()).as("nothing was stored").isEqualTo(404);
    }

    /// The policy of a key is cached: it must not be limited to the first request.
    @Test
    void servesOneKeyAtEveryEndpointInTurn() throws Exception {
        Client fresh = cloud.client("Token " + cloud.readerKey());
        for (String path : Stream.concat(
                        Stream.of("/events"), TYPES.stream().map(type -> "/container_events/by_" + type))
                .toList()) {
            assertThat(fresh.get(org() + path + "?limit=1").status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void namesEveryFaultAndStoresNothing() throws Exception {
        String container = container();
        Answer refused = client.post(container + "?x=1", "{\"event_type\":\"\",\"status\":\"OK\",\"mesage\":\"x\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(StreamSupport.stream(refused.json().path("errors").spliterator(), false)
                        .map(error -> error.path("where").asText()))
                .containsExactlyInAnyOrder("query/x", "body/event_type", "body/status", "body/mesage");
        assertThat(client.get(container).status()).isEqualTo(404);
    }

    @Test
    void answersEveryErrorInOneShape() throws Exception {
        List<Answer> answers = List.of(
                client.get(org() + "/nothing/here"),
                client.get(org() + "/events?limit=0"),
                cloud.client(null).get(org() + "/events"),
                cloud.client("Bearer " + cloud.otherKey()).get(org() + "/events"),
                client.get(container()));
        assertThat(answers).extracting(Answer::status).containsExactly(404, 400, 401, 403, 404);
        for (Answer answer : answers) {
            assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
            assertThat(answer.json().path("message").asText())
                    .isNotEmpty()
                    .isEqualTo(answer.json().path("detail").asText());
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.json().path("request_id").asText()).isNotEmpty();
        }
    }

    @Test
    void acceptsAPathWithATrailingSlash() throws Exception {
        String container = container();
        client.log(container + "/", DOCUMENTED);

        assertThat(client.get(container + "/").json().path("events")).hasSize(1);
    }
}
