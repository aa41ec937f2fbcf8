package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.LocalTable;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CloudEvents in binary mode: as the official SDK writes them, and with the headers that others send.
final class BinaryCloudEventsTest {

    private static final String ONE = "application/cloudevents+json";
    private static final LocalTable TABLE = LocalTable.fresh();

    private final OrgApi api = new OrgApi(TABLE.events(), Org.plain("org-" + System.nanoTime()));

    private static CloudEventBuilder event(String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/gatehouse"))
                .withType("access")
                .withSubject("gate")
                .withTime(OffsetDateTime.parse("2023-11-18T12:00:00.123456789Z"))
                .withExtension("status", "FAIL");
    }

    /// Sends an event to both endpoints; the second is a replay.
    private CloudEvent sent(CloudEvent event) {
        Map<String, String> headers = new HashMap<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpMessageFactory.createWriter(headers::put, data -> {
                    if (data != null) {
                        body.writeBytes(data);
                    }
                })
                .writeBinary(event);
        headers.computeIfPresent("content-type", (_, type) -> headers.put("Content-Type", type));
        headers.remove("content-type");
        Answer one = api.createFrom("gate", body.toByteArray(), headers);
        assertThat(one.status()).as(one.text()).isEqualTo(200);
        Answer many = api.createAllFrom(body.toByteArray(), headers);
        assertThat(many.statuses()).as(many.text()).containsExactly(200);
        assertThat(many.results().getFirst().path("replayed").asBoolean()).isTrue();
        return new JsonFormat()
                .deserialize(api.get("gate", one.id(), "Accept", ONE).text().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsWhatTheSdkSends() {
        CloudEvent event = event("b-1")
                .withData("application/json", "{\"door\":3}".getBytes(StandardCharsets.UTF_8))
                .withDataSchema(URI.create("https://example.com/door.json"))
                .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .withExtension("message", "Door 3 \"north\"")
                .build();

        CloudEvent read = sent(event);

        assertThat(read.getAttributeNames()).isEqualTo(event.getAttributeNames());
        assertThat(read.getExtensionNames()).isEqualTo(event.getExtensionNames());
        for (String name : event.getExtensionNames()) {
            assertThat(read.getExtension(name)).as(name).isEqualTo(event.getExtension(name));
        }
        assertThat(read.getTime()).isEqualTo(event.getTime());
        assertThat(text(read)).isEqualTo("{\"door\":3}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | [1, \"ü\"]",
                "application/json; charset=utf-8 | \"text\"",
                "application/example+json; charset=utf-8 | 7"
            })
    void keepsJson(String type, String data) {
        CloudEvent event = event("j-1")
                .withData(type, data.getBytes(StandardCharsets.UTF_8))
                .build();
        CloudEvent read = sent(event);

        assertThat(read.getDataContentType())
                .isEqualTo(type.startsWith("application/json") ? "application/json" : type);
        assertThat(text(read).replace(" ", "")).isEqualTo(data.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/csv; charset=utf-8",
                "application/xml",
                "application/soap+xml",
                "application/yaml",
                "application/x-www-form-urlencoded",
                "application/x-ndjson",
                "application/x-example; charset=\"UTF-8\""
            })
    void keepsText(String type) {
        String data = "{\"door\":3}\nTür \\ \"3\"";
        CloudEvent event = event("t-1")
                .withData(type, data.getBytes(StandardCharsets.UTF_8))
                .build();
        CloudEvent read = sent(event);

        assertThat(read.getDataContentType()).isEqualTo(type);
        JsonNode listed = api.listAs("application/cloudevents-batch+json", Map.of())
                .elements()
                .getFirst();
        assertThat(listed.path("data").asText()).isEqualTo(data);
    }

    @Test
    void keepsProtobuf() {
        byte[] bytes = {8, (byte) 0x96, 1, (byte) 0xff};

        CloudEvent read =
                sent(event("p-1").withData("application/x-protobuf", bytes).build());

        assertThat(read.getData().toBytes()).isEqualTo(bytes);
        assertThat(read.getDataContentType()).isEqualTo("application/x-protobuf");
    }

    @Test
    void keepsAnEventWithoutData() {
        assertThat(sent(event("n-1").build()).getData()).isNull();
    }

    private static String text(CloudEvent event) {
        return new String(event.getData().toBytes(), StandardCharsets.UTF_8);
    }

    /// The headers of a valid event, and others.
    private static String[] headers(String... more) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "Content-Type", "application/json",
                "CE-SpecVersion", "1.0",
                "ce-id", "1",
                "Ce-Source", "/gate",
                "ce-type", "ACCESS",
                "ce-time", "2024-03-01T09:00:00Z"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        headers.values().removeIf(String::isEmpty);
        return headers.entrySet().stream()
                .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Door%203 | Door 3",
                "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
                "%44oor | Door",
                "%2541 | %41",
                "\"Door 3\" | Door 3",
                "\"Door \\\"3\\\" %C3%BC\" | Door \"3\" ü",
                "a+b | a+b"
            })
    void decodesHeadersOnce(String sent, String message) {
        Answer logged = api.create("c-1", "{}", headers("ce-message", sent));

        assertThat(logged.status()).as(logged.text()).isEqualTo(200);
        assertThat(api.get("c-1", logged.id()).body().path("message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C0%A0", "%ff", "100%", "%2", "%zz", "Tür"})
    void rejectsAHeaderThatIsNotPercentEncodedUtf8(String value) {
        Answer answer = api.create("c-1", "{}", headers("ce-message", value));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("header/ce-message");
        assertThat(answer.body().at("/errors/0/why").asText()).isEqualTo("must be UTF-8, percent-encoded");
    }

    /// A body that looks like an event of ours is data.
    @Test
    void neverTakesTheDataForTheEvent() {
        String block = "{\"event_type\":\"BLOCK\",\"status\":\"FAIL\"}";

        Answer logged = api.create("c-1", block, headers());
        assertThat(logged.status()).as(logged.text()).isEqualTo(200);
        JsonNode event = api.get("c-1", logged.id()).body();
        assertThat(event.path("event_type").asText()).isEqualTo("ACCESS");
        assertThat(event.path("context").toString()).isEqualTo(block);

        Answer incomplete = api.create("c-1", block, "ce-type", "ACCESS");
        assertThat(incomplete.status()).isEqualTo(400);
        assertThat(incomplete.text()).contains("header/ce-specversion", "header/ce-id");
        assertThat(api.create("c-1", block, headers("CE-SpecVersion", "0.3")).text())
                .contains("header/ce-specversion must be 1.0");
    }

    @Test
    void namesHeadersInItsErrors() {
        Answer answer = api.create(
                "c-1",
                "{\"door\":",
                headers(
                        "ce-time", "",
                        "ce-subject", "other",
                        "ce-status", "OK",
                        "ce-my-door", "3",
                        "ce-datacontenttype", "a/b",
                        "Idempotency-Key", "k"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("errors").findValuesAsText("where"))
                .containsExactlyInAnyOrder(
                        "header/ce-time",
                        "header/ce-subject",
                        "header/ce-status",
                        "header/ce-my-door",
                        "header/ce-datacontenttype",
                        "header/Idempotency-Key",
                        "body");
    }

    @Test
    void namesHeadersInAConflict() {
        api.create("c-1", "{}", headers());

        Answer answer = api.create("c-1", "{\"a\":1}", headers("ce-type", "BLOCK", "ce-a", "1"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").findValuesAsText("where"))
                .containsExactly("header/ce-type", "body", "header");
    }

    @Test
    void needsASubjectInABulk() {
        Answer answer = api.createAll("{}", headers());

        assertThat(answer.statuses()).containsExactly(400);
        assertThat(answer.text()).contains("header/ce-subject is required");
    }

    @Test
    void rejectsARepeatedHeader() {
        Answer answer = api.create(
                "c-1",
                "{}",
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/gate",
                "ce-type",
                "A",
                "ce-type",
                "B",
                "ce-time",
                "2024-03-01T09:00:00Z");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("header/ce-type may be given only once");
    }

    /// The gateway would have damaged it.
    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "image/png", "application/protobuf", "application/avro", "x"})
    void rejectsBinaryDataOfOtherTypes(String type) {
        for (Answer answer : List.of(
                api.create("c-1", "\u0000", headers("Content-Type", type)),
                api.createAll("\u0000", headers("Content-Type", type, "ce-subject", "c-1")))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(415);
            assertThat(answer.text()).contains("header/Content-Type", "data_base64");
        }
        assertThat(api.create("c-1", "\u0000", headers("Content-Type", "application/x-protobuf"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void rejectsTextThatIsNotUtf8() {
        assertThat(api.create("c-1", "T\ufffdr", headers("Content-Type", "text/plain"))
                        .text())
                .contains("U+FFFD");
        assertThat(api.create("c-1", "T", headers("Content-Type", "text/plain; charset=iso-8859-1"))
                        .status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents+xml", "application/cloudevents+avro"})
    void rejectsAFormatOfTheStructuredModeThatItDoesNotRead(String type) {
        assertThat(api.create("c-1", "{}", headers("Content-Type", type)).status())
                .isEqualTo(415);
    }

    @Test
    void rejectsDataThatIsTooLarge() {
        String text = "\"".repeat(17_000);

        assertThat(api.create("c-1", text, headers("Content-Type", "text/plain"))
                        .text())
                .contains("body must have at most 32768 bytes as JSON");
        assertThat(api.create("c-1", "x".repeat(65_537), headers("Content-Type", "text/plain"))
                        .status())
                .isEqualTo(413);
    }
}
