package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.otlp.ProtobufWriter;
import dev.containerevents.table.LocalTable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IngestOtlpLogsTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

    private static String json(List<String> records) {
        return "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                + "{\"stringValue\":\"shop\"}}]},\"scopeLogs\":[{\"scope\":{\"name\":\"payments\"},\"logRecords\":["
                + String.join(",", records) + "]}]}]}";
    }

    private static String json(String members) {
        return json(List.of("{\"timeUnixNano\":\"1700308800123456789\"," + members + "}"));
    }

    private static byte[] protobuf(ProtobufWriter... records) {
        ProtobufWriter scopeLogs = new ProtobufWriter();
        for (ProtobufWriter each : records) {
            scopeLogs.message(2, each);
        }
        return new ProtobufWriter()
                .message(1, new ProtobufWriter().message(2, scopeLogs))
                .toBytes();
    }

    private static ProtobufWriter logRecord(String body) {
        return new ProtobufWriter()
                .fixed64(1, 1_700_308_800_123_456_789L)
                .message(5, new ProtobufWriter().text(1, body));
    }

    @Test
    void storesARecordAsAnEvent() {
        Answer answer = api.sendOtlp(
                json("\"severityNumber\":17,\"eventName\":\"payment.failed\",\"body\":{\"stringValue\":\"declined\"},"
                        + "\"attributes\":[{\"key\":\"enduser.id\",\"value\":{\"stringValue\":\"joe\"}},"
                        + "{\"key\":\"client.address\",\"value\":{\"stringValue\":\"192.0.2.7\"}}]"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(answer.headers().path("Content-Type").asText()).isEqualTo("application/json");
        JsonNode event = api.events().getFirst();
        assertThat(event.path("container_id").asText()).isEqualTo("shop");
        assertThat(event.path("event_type").asText()).isEqualTo("payment.failed");
        assertThat(event.path("status").asText()).isEqualTo("FAIL");
        assertThat(event.path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.123456789Z");
        assertThat(event.path("message").asText()).isEqualTo("declined");
        assertThat(event.at("/actor/id").asText()).isEqualTo("joe");
        assertThat(event.path("client_ip").asText()).isEqualTo("192.0.2.7");
        assertThat(event.path("source").asText()).isEqualTo("payments");
        assertThat(event.at("/context/SeverityNumber").asInt()).isEqualTo(17);
    }

    @ParameterizedTest
    @CsvSource({"0, SUCCESS", "1, SUCCESS", "16, SUCCESS", "17, FAIL", "20, FAIL", "21, FAIL", "24, FAIL"})
    void failsFromErrorOn(int severity, String status) {
        api.sendOtlp(json("\"severityNumber\":" + severity));

        JsonNode event = api.events().getFirst();
        assertThat(event.path("status").asText()).isEqualTo(status);
        assertThat(event.path("event_type").asText()).isEqualTo("log");
    }

    @Test
    void storesARecordOnceInBothEncodings() {
        String json = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1700308800123456789\","
                + "\"body\":{\"stringValue\":\"a\"}}]}]}]}";

        assertThat(api.sendOtlp(json).status()).isEqualTo(200);
        assertThat(api.sendOtlp(json).status()).isEqualTo(200);
        Answer binary = api.sendOtlp(protobuf(logRecord("a")));
        assertThat(binary.status()).isEqualTo(200);
        assertThat(binary.text()).isEmpty();
        assertThat(binary.headers().path("Content-Type").asText()).isEqualTo("application/x-protobuf");
        assertThat(api.events()).hasSize(1);

        assertThat(api.sendOtlp(protobuf(logRecord("a"), logRecord("b"), logRecord("b")))
                        .status())
                .isEqualTo(200);
        assertThat(api.events()).hasSize(3);
    }

    @Test
    void knowsARecordByItsUid() {
        String uid = "\"attributes\":[{\"key\":\"log.record.uid\",\"value\":{\"stringValue\":\"u-1\"}}],";
        String first = json(uid + "\"body\":{\"stringValue\":\"a\"}");

        api.sendOtlp(first);
        api.sendOtlp("{\"resourceLogs\":[]}");
        api.sendOtlp(first.replace("\"resourceLogs\":[", "\"resourceLogs\":[{},"));

        assertThat(api.events()).hasSize(1);
    }

    @Test
    void storesEqualRecordsOfOneRequest() {
        String equal = "{\"timeUnixNano\":\"1700308800000000000\",\"body\":{\"stringValue\":\"heartbeat\"}}";
        String request = json(IntStream.range(0, 1000).mapToObj(_ -> equal).toList());

        assertThat(api.sendOtlp(request).status()).isEqualTo(200);
        assertThat(api.sendOtlp(request).status()).isEqualTo(200);
        assertThat(api.events()).hasSize(1000);
    }

    @Test
    void usesTheObservedTimeOrThatOfTheArrival() {
        api.sendOtlp(json(List.of("{\"timeUnixNano\":\"0\",\"observedTimeUnixNano\":\"1700308800000000000\"}", "{}")));

        List<JsonNode> events = api.events();
        assertThat(events.get(0).path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.000Z");
        assertThat(events.get(1).at("/context/_time").asText()).isEqualTo("arrival");
    }

    @Test
    void saysWhichRecordsItRejects() {
        Answer json = api.sendOtlp(json(List.of("{}", "7", "{\"body\":1}")));
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.body().at("/partialSuccess/rejectedLogRecords").asText())
                .isEqualTo("2");
        assertThat(json.body().at("/partialSuccess/errorMessage").asText()).contains("malformed");

        Answer binary = api.sendOtlp(protobuf(logRecord("a"), new ProtobufWriter().text(1, "noon")));
        assertThat(binary.status()).isEqualTo(200);
        String message = "These log records are malformed; all others are stored.";
        assertThat(binary.text()).isEqualTo("\n;\b\u0001\u0012" + (char) message.length() + message);
        assertThat(api.events()).hasSize(2);
    }

    @Test
    void rejectsARequestWithTooManyMalformedRecords() {
        String malformed = IntStream.range(0, 128).mapToObj(_ -> "7").collect(Collectors.joining(","));

        assertThat(api.sendOtlp(json(List.of("{}", malformed))).status()).isEqualTo(400);
        assertThat(api.events()).isEmpty();
    }

    @Test
    void answersAnErrorInTheEncodingOfTheRequest() {
        Answer json = api.sendOtlp("[");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.text()).isEqualTo("{\"message\":\"body is not a JSON object\"}");

        Answer binary = api.sendOtlp(new byte[] {10});
        assertThat(binary.status()).isEqualTo(400);
        assertThat(binary.headers().path("Content-Type").asText()).isEqualTo("application/x-protobuf");
        assertThat(binary.text()).isEqualTo("\u0012\u000fbody ends early");
    }

    /// The exporters retry it.
    @Test
    void saysWhenToTryAgain() {
        IntakeApi without = new IntakeApi(TABLE, TABLE, Org.plain("without-a-secret"));

        for (Answer answer :
                List.of(without.sendOtlp(json("\"flags\":1")), without.sendOtlp(protobuf(logRecord("a"))))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers().path("Retry-After").asText()).isNotEmpty();
        }
        assertThat(without.sendOtlp("{}").status()).isEqualTo(200);
    }

    @Test
    void takesNoMoreThanTenThousandRecords() {
        String request = json(IntStream.range(0, 10_001).mapToObj(_ -> "{}").toList());

        assertThat(api.sendOtlp(request).status()).isEqualTo(413);
        assertThat(api.events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"application/xml", "text/csv", "application/cloudevents+json", "application/x-ndjson"})
    void rejectsOtherMediaTypes(String type) {
        assertThat(api.sendOtlp("{}", "Content-Type", type).status()).isEqualTo(415);
    }
}
