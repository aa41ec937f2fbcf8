package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.EventReader;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.json.Faults;
import dev.containerevents.table.LocalTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a record may contain, and what of it an event can't: nothing is refused for its content.
final class RecordContentTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

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
}
