package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Events that were written by one API and are read by the others, member by member.
///
/// A reader returns one event in its own format. A new API needs a reader, and a writer if it writes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DialectsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Cloud cloud;
    private final String container = "web-" + UUID.randomUUID();

    @BeforeAll
    void start() throws Exception {
        cloud = Cloud.current();
    }

    /// From its own list, and from each of the others that have it.
    private JsonNode readNatively(String id, String... lists) throws Exception {
        JsonNode one =
                cloud.client().get("/orgs/" + cloud.org() + "/events/" + id).json();
        String millisecond = "start=" + one.path("timestamp").asText() + "&order=asc&limit=1000";
        for (String list : lists) {
            JsonNode events = cloud.client()
                    .get("/orgs/" + cloud.org() + list + "?" + millisecond)
                    .json()
                    .path("events");
            assertThat(events).as(list).contains(one);
        }
        return one;
    }

    /// Alone and in the list.
    private JsonNode readByTogai(String id) throws Exception {
        TogaiClient togai = new TogaiClient(cloud.client());
        JsonNode one = togai.get(id).path("events").path(0);
        assertThat(togai.walk("?start_time=" + millis(one))).contains(one);
        return one;
    }

    /// Alone, by its UUID and its number, and in the list, without the members that the API derives from names.
    private JsonNode readByWaldur(String id) throws Exception {
        Client client = cloud.client("Token " + cloud.key());
        JsonNode one = StrictWaldur.event(client.get("/api/events/" + id + "/"));
        assertThat(StrictWaldur.event(client.get("/api/events/" + one.path("id").asLong() + "/")))
                .isEqualTo(one);
        long second = Instant.parse(one.path("created").asText()).getEpochSecond();
        String range = "?page_size=300&o=created&created_from=" + second + "&created_to=" + (second + 1);
        assertThat(StrictWaldur.list(client.get("/api/events/" + range + "&message="
                        + URLEncoder.encode(one.path("message").asText(), StandardCharsets.UTF_8))))
                .contains(one);
        ((ObjectNode) one.path("context")).remove(List.of("customer_uuid", "project_uuid", "user_uuid"));
        ((ObjectNode) one).remove("id");
        return one;
    }

    private static ObjectNode waldur(JsonNode event, String message, String context) throws Exception {
        ObjectNode expected = MAPPER.createObjectNode()
                .put("uuid", event.path("event_id").asText().replace("-", ""))
                .put("created", unpadded(event.path("timestamp")))
                .put("event_type", event.path("event_type").asText())
                .put("message", message);
        return expected.set("context", MAPPER.readTree(context));
    }

    /// Returns a time as a dialect writes it: with as many decimals as it needs.
    private static String unpadded(JsonNode time) {
        return Instant.parse(time.asText()).toString();
    }

    private static long millis(JsonNode togai) {
        return Instant.parse(togai.at("/eventPayload/eventTimestamp").asText()).toEpochMilli();
    }

    private static ObjectNode togai(JsonNode event, String name, String account, String dimensions) throws Exception {
        ObjectNode expected = MAPPER.createObjectNode();
        expected.putObject("eventPayload")
                .put("eventName", name)
                .put("id", event.path("event_id").asText())
                .put("eventTimestamp", unpadded(event.path("timestamp")))
                .put("accountId", account)
                .<ObjectNode>set("eventAttributes", MAPPER.createArrayNode())
                .set("dimensions", MAPPER.readTree(dimensions));
        expected.putObject("ingestionStatus").put("status", "INGESTION_COMPLETED_EVENT_METERED");
        return expected;
    }

    @Test
    void anEventOfTheNativeApiIsReadByAll() throws Exception {
        String sent = "{\"event_type\":\"ACCESS\",\"status\":\"FAIL\",\"actor\":{\"id\":\"joe\",\"badge\":7},"
                + "\"message\":\"door 3\",\"context\":{\"floor\":2,\"open\":true,\"door\":\"main\",\"path\":[1]},"
                + "\"client_ip\":\"192.0.2.7\",\"source\":\"gatehouse\",\"expires\":\"2126-11-21T12:00:00.678Z\"}";
        String id = cloud.client().log("/orgs/" + cloud.org() + "/containers/" + container + "/events", sent);

        JsonNode event = readNatively(
                id,
                "/events",
                "/container_events/by_access",
                "/container_events/by_fail",
                "/containers/" + container + "/events");
        ObjectNode expected = (ObjectNode) MAPPER.readTree(sent);
        expected.put("event_id", id).put("org_id", cloud.org()).put("container_id", container);
        expected.set("timestamp", event.path("timestamp"));
        expected.set("created", event.path("created"));
        assertThat(event).isEqualTo(expected);
        assertThat(readByTogai(id))
                .isEqualTo(togai(
                        event,
                        "ACCESS",
                        cloud.org(),
                        "{\"status\":\"FAIL\",\"container_id\":\"" + container
                                + "\",\"user\":\"joe\",\"client_ip\":\"192.0.2.7\",\"source\":\"gatehouse\","
                                + "\"message\":\"door 3\",\"floor\":\"2\",\"open\":\"true\",\"door\":\"main\"}"));
        assertThat(readByWaldur(id))
                .isEqualTo(waldur(
                        event,
                        "door 3",
                        "{\"floor\":2,\"open\":true,\"door\":\"main\",\"path\":[1],\"user_username\":\"joe\","
                                + "\"container_id\":\"" + container + "\",\"status\":\"FAIL\","
                                + "\"ip_address\":\"192.0.2.7\",\"app\":\"gatehouse\"}"));
    }

    @Test
    void anEventOfAuthentikIsReadByAll() throws Exception {
        String app = container + "/login form";
        String members = "\"user\":{\"pk\":7,\"username\":\"joe\"},"
                + "\"brand\":{\"name\":\"b\"},\"context\":{\"message\":\"wrong password\",\"attempts\":3}";
        Answer answer = cloud.client()
                .post(
                        "/api/v3/events/events/",
                        "{\"action\":\"login_failed\",\"app\":\"" + app + "\"," + members
                                + ",\"client_ip\":\"192.0.2.7\",\"expires\":\"2126-11-21T12:00:00.678Z\"}");
        assertThat(answer.status()).isEqualTo(201);
        String id = answer.json().path("pk").asText();

        JsonNode event = readNatively(
                id, "/events", "/container_events/by_fail", "/containers/" + container + "%2Flogin%20form/events");
        ObjectNode expected = (ObjectNode) MAPPER.readTree("{\"event_type\":\"login_failed\",\"status\":\"FAIL\","
                + "\"actor\":{\"id\":\"joe\"},\"message\":\"wrong password\",\"context\":{\"app\":\"" + app + "\","
                + members + "},\"client_ip\":\"192.0.2.7\",\"expires\":\"2126-11-21T12:00:00.678Z\"}");
        expected.put("event_id", id).put("org_id", cloud.org()).put("container_id", app);
        expected.put("source", app);
        assertThat(unpadded(event.path("created")))
                .isEqualTo(answer.json().path("created").asText());
        expected.set("timestamp", event.path("created"));
        expected.set("created", event.path("created"));
        assertThat(event).isEqualTo(expected);
        assertThat(readByTogai(id))
                .isEqualTo(togai(
                        event,
                        "login_failed",
                        cloud.org(),
                        "{\"status\":\"FAIL\",\"container_id\":\"" + app
                                + "\",\"user\":\"joe\",\"client_ip\":\"192.0.2.7\",\"source\":\"" + app
                                + "\",\"message\":\"wrong password\",\"app\":\"" + app + "\"}"));
        assertThat(readByWaldur(id))
                .isEqualTo(waldur(
                        event,
                        "wrong password",
                        "{\"app\":\"" + app + "\"," + members + ",\"user_username\":\"joe\",\"container_id\":\"" + app
                                + "\",\"status\":\"FAIL\",\"ip_address\":\"192.0.2.7\"}"));
    }

    /// Members that its sender left out are never invented.
    @Test
    void anEventOfTheLeastMembersIsReadByAll() throws Exception {
        List<String> ids = List.of(
                cloud.client()
                        .log(
                                "/orgs/" + cloud.org() + "/containers/" + container + "/events",
                                "{\"event_type\":\"login\",\"status\":\"SUCCESS\"}"),
                cloud.client()
                        .post("/events/events/", "{\"action\":\"login\",\"app\":\"" + container + "\"}")
                        .json()
                        .path("pk")
                        .asText());
        String least = "\"status\":\"SUCCESS\",\"container_id\":\"" + container + "\"";

        assertThat(readByTogai(ids.getFirst()))
                .isEqualTo(togai(readNatively(ids.getFirst()), "login", cloud.org(), "{" + least + "}"));
        assertThat(readByTogai(ids.getLast()))
                .isEqualTo(togai(
                        readNatively(ids.getLast()),
                        "login",
                        cloud.org(),
                        "{" + least + ",\"source\":\"" + container + "\",\"app\":\"" + container + "\"}"));
    }
}
