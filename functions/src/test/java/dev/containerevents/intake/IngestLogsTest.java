package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.EventReader;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.json.Faults;
import dev.containerevents.table.LocalTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Takes what is sent, in whatever form, and refuses nothing for its content.
final class IngestLogsTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

    private static String record(int index) {
        return "{\"time\":\"2023-11-18T12:00:00.%03dZ\",\"n\":%d}".formatted(index + 1, index);
    }

    private List<Integer> numbers() {
        return api.events().stream()
                .map(event -> event.at("/context/n").asInt(-1))
                .toList();
    }

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
        String plain = form.replace("A", record(0)).replace("B", record(1));
        String body = plain.startsWith("payload=")
                ? "payload=" + URLEncoder.encode(plain.substring("payload=".length()), StandardCharsets.UTF_8)
                : plain;

        Answer answer = api.send("generic", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(numbers()).containsExactly(0, 1);
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
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void findsTheRecordsWhereTheQuerySays() {
        String body = "{\"list\":{\"logs\":[%s,%s]}}".formatted(record(0), record(1));
        assertThat(api.send("generic", Map.of("records", "list.logs"), body).accepted())
                .isEqualTo(2);
        assertThat(numbers()).containsExactly(0, 1);
        // A path that finds nothing means the body itself.
        IntakeApi other = IntakeApi.fresh(TABLE);
        assertThat(other.send("generic", Map.of("records", "missing"), record(3))
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
        Answer answer = api.send("generic", Map.of(name, value), record(0));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo(where);
        assertThat(api.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "../sources/okta", "okta.json", "OKTA", "a-b-c-d-e-f-g"})
    void refusesASourceThatDoesNotExist(String source) {
        assertThat(api.send(source, record(0)).status()).isEqualTo(404);
    }

    /// Everything here is one record, which is stored so that every reader of the organisation's events can read
    /// it.
    static List<String> oddRecords() {
        return List.of(
                "{}",
                "{\"a\":1,\"a\":2,\"a#2\":3}",
                "{\"a\":\"\\ud800\",\"\\udfff\":1}",
                "{\"n\":1e999,\"m\":" + "9".repeat(500) + "}",
                "{\"a\":".repeat(500) + "1" + "}".repeat(500),
                "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
                "{\"\\u0000a\":1,\"b\":\"\\u0000\"}",
                "{\"_time\":\"never\",\"_truncated\":1,\"_time#1\":2}",
                "{\"container_id\":\"\\u202e\",\"event_type\":\"\\u200b\",\"actor\":{\"id\":\"\\ufffd\"},\"message\":\"\\ufffd\"}",
                "{\"container_id\":\"..\",\"event_type\":\"\",\"actor\":{\"id\":\"\"},\"client_ip\":\"x\",\"source\":\"\"}",
                "{\"container_id\":\"%s\",\"event_type\":\"%s\",\"actor\":{\"id\":\"%s\"},\"message\":\"%s\",\"source\":\"%s\"}"
                        .formatted(
                                "c".repeat(600), "t".repeat(200), "a".repeat(300), "m".repeat(5000), "s".repeat(300)),
                "{\"expires\":\"2001-01-01T00:00:00Z\",\"context\":7,\"idempotency_key\":\"\"}",
                "{\"time\":\"0001-01-01T00:00:00Z\"}",
                "{\"time\":null}",
                "{\"time\":0}",
                "{\"time\":99999999999}",
                "{\"time\":\"9999-12-31T23:59:59Z\",\"event_type\":\"EXPIRE\"}",
                "{\"id\":\"" + "i".repeat(2000) + "\"}",
                "\"text\"",
                "7",
                "true",
                "[[1,2]]",
                "plain text",
                "{broken",
                "[error] not JSON",
                "{\"a\":1} trailing",
                "T\ufffdr 2",
                "\ud800",
                "<34>1 - - - - - -",
                "CEF:0|V|P|1|100|Name|5|rt=1700308800123 dvchost=fw-1 src=192.0.2.7",
                "x".repeat(100_000),
                "=1+1",
                "__proto__");
    }

    @ParameterizedTest
    @MethodSource("oddRecords")
    void refusesNoRecordForItsContent(String body) {
        Answer answer = api.send("generic", body);
        Answer repeated = api.send("generic", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        int records = answer.accepted();
        assertThat(records).isBetween(1, 2);
        assertThat(repeated.replayed()).isEqualTo(records);
        List<JsonNode> events = api.events();
        assertThat(events).hasSize(records);
        for (JsonNode event : events) {
            assertThat(event.path("context").toString().getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(32 * 1024);
            Faults faults = new Faults();
            EventReader.read(
                    "{\"event_type\":\"x\",\"status\":\"FAIL\",\"context\":" + event.get("context") + "}",
                    Instant.now(),
                    null,
                    faults);
            assertThat(faults.list()).as("as a strict reader reads it").isEmpty();
        }
    }

    /// A source whose records are objects gets lines too, such as a banner of the program that writes them.
    @ParameterizedTest
    @ValueSource(strings = {"okta", "journald", "docker", "vault"})
    void takesALineAsTheMessageWhateverTheSource(String source) {
        String large = "x".repeat(5000);
        assertThat(api.send(source, "starting\n" + large).accepted()).isEqualTo(2);

        List<JsonNode> events = api.events();
        assertThat(events.stream().map(event -> event.path("message").asText()))
                .containsExactlyInAnyOrder("starting", large.substring(0, 4096));
        assertThat(events.stream().map(event -> event.at("/context/message").asText()))
                .containsExactlyInAnyOrder("", large);
    }

    @Test
    void changesOnlyWhatCannotBeStored() {
        api.send(
                "generic",
                "{\"a\":\"\\ud800x\",\"n\":1e999,\"big\":12345678901234567890.10,\"a\":2,\"nul\":\"a\\u0000b\",\"_time\":1,\"_time#1\":7}");

        JsonNode context = api.events().getFirst().path("context");
        assertThat(context.path("a").asText()).isEqualTo("\ufffdx");
        assertThat(context.path("n").asText()).isEqualTo("1e999");
        assertThat(context.path("big").decimalValue()).isEqualByComparingTo("12345678901234567890.10");
        assertThat(context.path("a#4").asInt()).isEqualTo(2);
        assertThat(context.path("nul").asText()).isEqualTo("a\0b");
        assertThat(context.path("_time#1").asInt()).isEqualTo(7);
        assertThat(context.path("_time#1#1").asInt()).isEqualTo(1);
        assertThat(context.path("_time").asText()).isEqualTo("arrival");
    }

    @Test
    void cutsTheLongestTextsOfALargeRecord() {
        ObjectNode record = IntakeApi.MAPPER.createObjectNode();
        record.put("time", "2023-11-18T12:00:00.123Z").put("short", "kept").put("body", "é".repeat(40_000));
        record.putObject("inner").put("trace", "x".repeat(9_000)).put("n", 7);
        ObjectNode numbers = IntakeApi.MAPPER.createObjectNode().put("time", "2023-11-18T12:00:01.123Z");
        ArrayNode list = numbers.put("kept", "yes").putArray("list");
        IntStream.range(0, 20_000).forEach(list::add);

        assertThat(api.send("generic", record + "\n" + numbers).accepted()).isEqualTo(2);

        JsonNode cut = api.events().getFirst().path("context");
        assertThat(cut.path("short").asText()).isEqualTo("kept");
        assertThat(cut.path("body").asText()).startsWith("ééé").endsWith("…");
        assertThat(cut.at("/inner/n").asInt()).isEqualTo(7);
        assertThat(cut.path("_truncated").toString()).contains("\"body\"");
        JsonNode without = api.events().getLast().path("context");
        assertThat(without.path("kept").asText()).isEqualTo("yes");
        assertThat(without.has("list")).isFalse();
        assertThat(without.path("_truncated").toString()).isEqualTo("[\"list\"]");
    }

    @Test
    void refusesOnlyWhatIsNeitherJsonNorText() {
        assertThat(api.send("generic", "a\0b").status()).isEqualTo(400);
        assertThat(api.send("generic", record(0), "Content-Encoding", "zstd").status())
                .isEqualTo(415);
        assertThat(api.send("generic", record(0), "Content-Type", "text/plain; charset=iso-8859-1")
                        .status())
                .isEqualTo(415);
        assertThat(api.send("generic", record(0), "Content-Type", "application/x-whatever")
                        .status())
                .isEqualTo(200);
        assertThat(api.send("generic", "x".repeat(4 * 1024 * 1024 + 1)).status())
                .isEqualTo(413);
        assertThat(api.send("generic", "{}\n".repeat(10_001)).status()).isEqualTo(413);
        assertThat(api.send("generic", "x\n".repeat(1_000_000)).status()).isEqualTo(413);
        assertThat(api.send("generic", "[\n".repeat(1_000_000)).status()).isEqualTo(413);
        assertThat(api.send("generic", "[\"\n".repeat(1_000_000)).status()).isEqualTo(413);
        assertThat(api.send("generic", "[" + "{},".repeat(1_000_000) + "{}]").status())
                .isEqualTo(413);
        assertThat(api.events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "[]", "{\"records\":[]}", "{\"content\":\"tests\"}", "[null]", "\ufeff"})
    void answersAnEmptyBatchWith200(String body) {
        Answer answer = api.send("okta", body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.accepted()).isZero();
        assertThat(api.events()).isEmpty();
    }

    @Test
    void answersHandshakes() {
        Answer slack =
                api.send("generic", "{\"token\":\"t\",\"challenge\":\"3eZbrw1a\",\"type\":\"url_verification\"}");
        assertThat(slack.body().path("challenge").asText()).isEqualTo("3eZbrw1a");
        Answer grid = api.send("generic", """
            [{"id":"1","topic":"t","subject":"","data":{"validationCode":"512d38b6","validationUrl":"https://example.com"},
            "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2023-11-18T12:00:00Z"}]
            """);
        assertThat(grid.body().path("validationResponse").asText()).isEqualTo("512d38b6");
        Answer graph = api.send("generic", Map.of("validationToken", "Validation: Testing <b>"), "");
        assertThat(graph.text()).isEqualTo("Validation: Testing <b>");
        assertThat(graph.headers().path("Content-Type").asText()).startsWith("text/plain");
        Answer sns = api.send("generic", """
            {"Type":"SubscriptionConfirmation","MessageId":"m","TopicArn":"arn:aws:sns:x:1:t","Token":"t",
            "Message":"You have chosen","SubscribeURL":"http://127.0.0.1:1/never","Timestamp":"2023-11-18T12:00:00Z"}
            """);
        assertThat(sns.status()).isEqualTo(200);
        assertThat(api.events()).isEmpty();
    }

    @Test
    void opensAnEnvelopeOfSns() {
        String body =
                "{\"Type\":\"Notification\",\"MessageId\":\"m-1\",\"TopicArn\":\"arn:aws:sns:x:1:t\",\"Message\":%s,"
                                .formatted(IntakeApi.MAPPER.valueToTree("plain"))
                        + "\"Timestamp\":\"2023-11-18T12:00:00.123Z\"}";
        assertThat(api.send("generic", body).arrivalTimes()).isZero();
        assertThat(api.send("generic", body + " ").replayed()).isEqualTo(1);
        assertThat(api.events().getFirst().path("message").asText()).isEqualTo("plain");
        assertThat(api.events().getFirst().path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.123Z");
    }

    @Test
    void opensRecordsOfFirehoseAndTheirLogEvents() throws IOException {
        String logs = """
            {"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/app","logStream":"s","subscriptionFilters":["f"],
            "logEvents":[{"id":"e-1","timestamp":1700308800123,"message":"started"},
            {"id":"e-2","timestamp":1700308801000,"message":"{\\"n\\":2,\\"container_id\\":\\"web-1\\"}"}]}
            """;
        String control =
                "{\"messageType\":\"CONTROL_MESSAGE\",\"logGroup\":\"\",\"logEvents\":[{\"id\":\"\",\"timestamp\":1,"
                        + "\"message\":\"CWL CONTROL MESSAGE: Checking health of destination\"}]}";
        String body =
                "{\"requestId\":\"ed4acda5-034f\",\"timestamp\":1700308802000,\"records\":[{\"data\":\"%s\"},{\"data\":\"%s\"},"
                                .formatted(base64(gzip(logs)), base64(gzip(control)))
                        + "{\"data\":\"%s\"}]}".formatted(base64(record(3).getBytes(StandardCharsets.UTF_8)));

        Answer answer = api.send("generic", body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("requestId").asText()).isEqualTo("ed4acda5-034f");
        assertThat(answer.body().path("timestamp").isIntegralNumber()).isTrue();
        assertThat(numbers()).containsExactly(3, -1, 2);
        JsonNode line = api.events().get(1);
        assertThat(line.path("container_id").asText()).isEqualTo("/app");
        assertThat(line.path("message").asText()).isEqualTo("started");
        assertThat(line.path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.123Z");
        assertThat(api.events().getLast().path("container_id").asText()).isEqualTo("web-1");
        // The same log events in another request.
        assertThat(api.send("generic", logs).replayed()).isEqualTo(2);
    }

    @Test
    void limitsWhatComesOutOfEnvelopes() throws IOException {
        String data = base64(gzip("x".repeat(3 * 1024 * 1024)));
        String record = "{\"data\":\"" + data + "\"}";
        String body = "{\"requestId\":\"r\",\"timestamp\":1,\"records\":[" + record + "," + record + "]}";

        Answer answer = api.send("generic", body);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body().path("requestId").asText()).isEqualTo("r");
        assertThat(answer.body().path("errorMessage").asText()).contains("4096 KB");
    }

    @Test
    void answersAsSplunkAndElasticsearchDo() {
        Answer stored = api.send("splunk-hec", "{\"time\":1700308800.123,\"host\":\"web-1\",\"event\":\"x\"}");
        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.text()).isEqualTo("{\"text\":\"Success\",\"code\":0}");
        Answer nothing = api.send("splunk-hec", "");
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(nothing.text()).isEqualTo("{\"text\":\"No data\",\"code\":5}");
        Answer bulk = api.send("generic", "{\"create\":{\"_index\":\"logs\"}}\n{\"n\":1}\n");
        assertThat(bulk.text()).isEqualTo("{\"took\":0,\"errors\":false,\"items\":[]}");
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

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
