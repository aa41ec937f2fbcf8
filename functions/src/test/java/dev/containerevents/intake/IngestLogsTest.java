package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.table.LocalTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Finds the records in what is sent, in whatever form, and reads them as the query says.
final class IngestLogsTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[A,B]",
                "[A,\nB]\n",
                "A\nB",
                "A\r\nB\r\n",
                "\n\nA\n\n \t\nB",
                "AB",
                "A B",
                "[A][B]",
                "\u001eA\n\u001eB\n",
                "\ufeff[A,B]",
                "\ufeff\u001eA\n\u001eB",
                "{\"records\":[A,B]}",
                "{\"Records\":[A,B],\"next\":\"x\"}",
                "{\"kind\":\"List\",\"items\":[A,B]}",
                "{\"value\":[A,B]}",
                "{\"events\":[A,B]}",
                "{\"eventId\":\"1\",\"data\":{\"events\":[A,B]}}",
                "{\"events\":[A]}\n{\"events\":[B]}",
                "{\"index\":{}}\nA\n{\"create\":{\"_id\":\"1\"}}\nB\n",
                "payload=[A,B]",
                "[A,null,B]"
            })
    void findsTheRecordsOfABody(String form) {
        String plain = form.replace("A", IntakeApi.record(0)).replace("B", IntakeApi.record(1));
        String body = plain.startsWith("payload=")
                ? "payload=" + URLEncoder.encode(plain.substring("payload=".length()), StandardCharsets.UTF_8)
                : plain;

        Answer answer = api.send("generic", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(api.numbers()).containsExactly(0, 1);
        assertThat(answer.text().length()).isLessThan(200);
    }

    /// What looks like a list of records but holds more is a record: it would be lost otherwise.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1,\"items\":[]}",
                "{\"n\":1,\"items\":[1,2]}",
                "{\"n\":1,\"items\":[{\"n\":2}],\"tags\":[\"x\"]}",
                "{\"n\":1,\"tags\":[{\"n\":2}]}",
                "{\"n\":1,\"data\":{\"events\":[{\"n\":2}]},\"list\":[]}"
            })
    void takesAnObjectAsARecord(String body) {
        assertThat(api.send("generic", body).accepted()).isEqualTo(1);
        assertThat(api.numbers()).containsExactly(1);
    }

    @Test
    void findsTheRecordsWhereTheQuerySays() {
        String body = "{\"list\":{\"logs\":[%s,%s]}}".formatted(IntakeApi.record(0), IntakeApi.record(1));
        assertThat(api.send("generic", Map.of("records", "list.logs"), body).accepted())
                .isEqualTo(2);
        assertThat(api.numbers()).containsExactly(0, 1);
        // A path that finds nothing means the body itself.
        IntakeApi other = IntakeApi.fresh(TABLE);
        assertThat(other.send("generic", Map.of("records", "missing"), IntakeApi.record(3))
                        .accepted())
                .isEqualTo(1);
        IntakeApi top = IntakeApi.fresh(TABLE);
        assertThat(top.send("generic", Map.of("records", "*"), "{\"records\":[{},{}]}")
                        .accepted())
                .isEqualTo(1);
    }

    @Test
    void readsWhatTheQuerySays() {
        Map<String, String> query = Map.of(
                "container", "'host-'+host|'none'",
                "type", "action",
                "actor", "user.name|user",
                "message", "text",
                "ip", "peer",
                "time", "when",
                "zone", "Europe/Berlin",
                "fail", "code~^[45]",
                "source", "'shop'",
                "id", "nr");
        String body = """
            {"host":"web-1","action":"login","user":{"name":"joe"},"text":"hello","peer":"192.0.2.7:443",
             "when":"2023-07-18 12:00:00.5","code":403,"nr":7}
            {"action":"logout","user":"ann","when":"2023-07-18 12:00:01","code":200,"nr":8}
            """;

        Answer answer = api.send("generic", query, body);

        assertThat(answer.accepted()).isEqualTo(2);
        assertThat(answer.arrivalTimes()).isZero();
        JsonNode login = api.events().getFirst();
        assertThat(login.path("container_id").asText()).isEqualTo("host-web-1");
        assertThat(login.path("event_type").asText()).isEqualTo("login");
        assertThat(login.at("/actor/id").asText()).isEqualTo("joe");
        assertThat(login.path("message").asText()).isEqualTo("hello");
        assertThat(login.path("client_ip").asText()).isEqualTo("192.0.2.7");
        assertThat(login.path("timestamp").asText()).isEqualTo("2023-07-18T10:00:00.500Z");
        assertThat(login.path("status").asText()).isEqualTo("FAIL");
        assertThat(login.path("source").asText()).isEqualTo("shop");
        JsonNode logout = api.events().getLast();
        assertThat(logout.path("container_id").asText()).isEqualTo("none");
        assertThat(logout.path("status").asText()).isEqualTo("SUCCESS");
        // The records have their own ids, so another batch is a replay.
        assertThat(api.send("generic", query, body + "\n").replayed()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "container; a[; query/container",
                "fail; a~(b); query/fail",
                "zone; Nowhere/City; query/zone",
                "dedupe; maybe; query/dedupe",
                "contaner; a; query/contaner"
            })
    void refusesAnInvalidQuery(String name, String value, String where) {
        Answer answer = api.send("generic", Map.of(name, value), IntakeApi.record(0));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo(where);
        assertThat(api.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "../sources/okta", "okta.json", "OKTA", "a-b-c-d-e-f-g"})
    void refusesASourceThatDoesNotExist(String source) {
        assertThat(api.send(source, IntakeApi.record(0)).status()).isEqualTo(404);
    }

    @Test
    void letsTheSenderChooseHowRecordsAreToldApart() {
        String lines = "equal\nequal\n";
        assertThat(api.send("generic", Map.of("dedupe", "none"), lines).replayed())
                .isZero();
        assertThat(api.send("generic", Map.of("dedupe", "none"), lines).replayed())
                .isZero();
        String timed = "2023-11-18T12:00:00Z equal\n".repeat(2);
        assertThat(api.send("generic", Map.of("dedupe", "content"), timed).replayed())
                .isEqualTo(1);
        assertThat(api.send("generic", Map.of("dedupe", "content"), timed + "\n")
                        .replayed())
                .isEqualTo(2);
    }

    /// Whoever can write to one source, with any settings, can't keep the records of another source from being
    /// stored.
    @Test
    void keepsNoRecordOfAnotherSourceFromBeingStored() {
        String honest =
                "{\"uuid\":\"1\",\"id\":\"1\",\"published\":\"2023-11-18T12:00:00.123Z\",\"time\":\"2023-11-18T12:00:00.123Z\","
                        + "\"eventType\":\"login\",\"target\":[{\"id\":\"c\"}]}";
        List<Map<String, String>> hostile = List.of(
                Map.of(),
                Map.of("container", "target[0].id"),
                Map.of("container", "target[0].id", "id", "uuid"),
                Map.of("container", "target[0].id", "id", "uuid", "type", "eventType"),
                Map.of("container", "target[0].id", "dedupe", "content"));
        for (Map<String, String> query : hostile) {
            api.send("generic", query, honest);
            api.send("github", query, honest);
            api.send("okta", without(query, "container"), honest.replace("\"c\"", "\"d\""));
        }

        Answer answer = api.send("okta", honest);

        assertThat(answer.replayed()).isZero();
        assertThat(api.events().stream()
                        .filter(event -> event.path("source").asText().equals("okta"))
                        .filter(event -> event.path("container_id").asText().equals("c")))
                .hasSize(1);
    }

    private static Map<String, String> without(Map<String, String> query, String name) {
        return query.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(name) && !entry.getKey().equals("dedupe"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
