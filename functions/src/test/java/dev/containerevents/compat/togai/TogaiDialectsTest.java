package dev.containerevents.compat.togai;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.compat.Calls;
import dev.containerevents.compat.Calls.Answer;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The formats of the later clients. [TogaiListTest] shows what all have in common.
final class TogaiDialectsTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2023-11-18T12:00:00.500Z");
    private static final Instant STORED = Instant.parse("2023-11-18T12:00:01Z");

    /// The operations of a later client.
    enum Later {
        JAVA,
        PYTHON;

        private RequestStreamHandler list() {
            EventTable events = TABLE.events();
            return this == JAVA ? new ListTogaiJavaEvents(events) : new ListTogaiPythonEvents(events);
        }

        private RequestStreamHandler get() {
            EventTable events = TABLE.events();
            return this == JAVA ? new GetTogaiJavaEvent(events) : new GetTogaiPythonEvent(events);
        }
    }

    private final Org org = Org.plain("org-" + UUID.randomUUID());
    private final Calls calls = new Calls(org, EnumSet.of(Permission.READ));
    private final RandomIds ids = new RandomIds(new SecureRandom());

    private String log(String type, Instant time, String context) {
        EventDetails details = Details.of(type, Status.FAIL, null, null, new JsonText(context), null, null, null);
        Event event = Event.of(ids.next(time), new Container(org.id(), "c-1"), STORED, details, org);
        TABLE.events().put(event, org, new RequestBudget());
        return event.id().toString();
    }

    private Answer list(Later client, Map<String, String> query) {
        return calls.get(client.list(), Map.of(), query);
    }

    private Answer get(Later client, String id) {
        return calls.get(client.get(), Map.of("event_id", id), Map.of());
    }

    private static List<String> names(Answer page) {
        return StreamSupport.stream(page.json().path("events").spliterator(), false)
                .map(event -> event.at("/eventPayload/schemaName").asText())
                .toList();
    }

    @Test
    void showsWhatEachClientReads() throws IOException {
        String id = log("door.opened", NOON, "{\"floor\":\"two\"}");
        String payload = "\"eventPayload\":{\"schemaName\":\"door.opened\",\"id\":\"" + id
                + "\",\"timestamp\":\"2023-11-18T12:00:00.500Z\",\"accountId\":\"" + org.id()
                + "\",\"attributes\":[],\"dimensions\":{\"status\":\"FAIL\",\"container_id\":\"c-1\",\"floor\":\"two\"}},"
                + "\"ingestionStatus\":{\"status\":\"INGESTION_COMPLETED_EVENT_METERED\"}";
        JsonNode java = MAPPER.readTree("{\"events\":[{" + payload + "}]}");
        JsonNode python = MAPPER.readTree("{\"events\":[{" + payload + ",\"referenceId\":\"" + id
                + "\",\"createdAt\":\"2023-11-18T12:00:01.000Z\"}]}");
        JsonNode one = MAPPER.readTree(python.toString().replace("000Z\"}]", "000Z\",\"eventPipelineInfo\":{}}]"));

        assertThat(list(Later.JAVA, Map.of()).json()).isEqualTo(java);
        assertThat(get(Later.JAVA, id).json()).isEqualTo(java);
        assertThat(list(Later.PYTHON, Map.of()).json()).isEqualTo(python);
        assertThat(get(Later.PYTHON, id).json()).isEqualTo(one);
    }

    @Test
    void keepsWithinTheLimitsOfPython() {
        String id = log(
                "t" + "😀".repeat(100),
                NOON,
                "{\"empty\":\"\",\"long\":\"" + "x".repeat(201) + "\",\"fits\":\"" + "x".repeat(200) + "\"}");

        JsonNode java = get(Later.JAVA, id).json().at("/events/0/eventPayload");
        assertThat(java.path("schemaName").asText()).isEqualTo("t" + "😀".repeat(100));
        assertThat(java.path("dimensions").has("empty")).isTrue();
        assertThat(java.path("dimensions").has("long")).isTrue();
        JsonNode python = get(Later.PYTHON, id).json().at("/events/0/eventPayload");
        assertThat(python.path("schemaName").asText()).isEqualTo("t" + "😀".repeat(49));
        assertThat(python.path("dimensions").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("status", "container_id", "fits");
    }

    @ParameterizedTest
    @EnumSource
    void filtersByTheNameOfTheEvents(Later client) {
        log("ACCESS", NOON, "{}");
        log("BLOCK", NOON.plusSeconds(1), "{}");
        log("door.opened", NOON.plusSeconds(2), "{}");
        log("ACCESS", NOON.plusSeconds(3), "{}");

        assertThat(names(list(client, Map.of()))).containsExactly("ACCESS", "door.opened", "BLOCK", "ACCESS");
        assertThat(names(list(client, Map.of("schema_name", "access")))).containsExactly("ACCESS", "ACCESS");
        assertThat(names(list(client, Map.of("schema_name", "door.opened")))).containsExactly("door.opened");
        assertThat(names(list(client, Map.of("schema_name", "login")))).isEmpty();
        Answer first = list(client, Map.of("schema_name", "ACCESS", "pageSize", "1"));
        String token = first.json().path("nextToken").asText();
        Answer last = list(client, Map.of("schema_name", "ACCESS", "pageSize", "1", "nextToken", token));
        assertThat(names(last)).containsExactly("ACCESS");
        assertThat(last.json().has("nextToken")).isFalse();
        assertThat(list(client, Map.of("schema_name", "BLOCK", "nextToken", token))
                        .status())
                .isEqualTo(400);
        assertThat(calls.get(new ListTogaiEvents(TABLE.events()), Map.of(), Map.of("nextToken", token))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start_time", "end_time", "fields"})
    void rejectsWhatTheClientsDoNotSend(String parameter) {
        for (Later client : Later.values()) {
            assertThat(list(client, Map.of(parameter, "0")).status()).isEqualTo(400);
        }
        assertThat(calls.get(new ListTogaiEvents(TABLE.events()), Map.of(), Map.of("schema_name", "ACCESS"))
                        .status())
                .isEqualTo(400);
    }
}
