package dev.containerevents.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.json.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads both encodings alike, and whatever else is sent without failing in another way.
final class OtlpLogsTest {

    private static final String RECORD = """
        {"timeUnixNano":"1700308800123456789","observedTimeUnixNano":1700308800200000000,"severityNumber":17,
         "severityText":"ERROR","eventName":"payment.failed","body":{"stringValue":"declined"},
         "attributes":[{"key":"text","value":{"stringValue":"Tür"}},{"key":"yes","value":{"boolValue":true}},
           {"key":"int","value":{"intValue":"-7"}},{"key":"half","value":{"doubleValue":0.5}},
           {"key":"list","value":{"arrayValue":{"values":[{"intValue":1},{"stringValue":"b"}]}}},
           {"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":2}}]}}},
           {"key":"bytes","value":{"bytesValue":"AAH/"}},{"key":"none","value":{}}],
         "droppedAttributesCount":3,"flags":1,"traceId":"5b8efff798038103d269b633813fc60c",
         "spanId":"eee19b7ec3c1b174","unknown":{"a":[1]}}\
        """;

    private static final String JSON = json(RECORD);

    private static String json(String... records) {
        return """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
             "schemaUrl":"https://example.com/r","scopeLogs":[{"scope":{"name":"payments","version":"1.2",
             "attributes":[{"key":"team","value":{"stringValue":"x"}}]},"schemaUrl":"https://example.com/s",
             "logRecords":[%s]}]}]}\
            """.formatted(String.join(",", records));
    }

    private static ProtobufWriter message() {
        return new ProtobufWriter();
    }

    private static ProtobufWriter text(String text) {
        return message().text(1, text);
    }

    private static ProtobufWriter logRecord() {
        return message()
                .attribute(6, "text", text("Tür"))
                .fixed64(1, 1_700_308_800_123_456_789L)
                .fixed64(11, 1_700_308_800_200_000_000L)
                .varint(2, 17)
                .text(3, "ERROR")
                .message(5, text("declined"))
                .attribute(6, "yes", message().varint(2, 1))
                .attribute(6, "int", message().varint(3, -7))
                .attribute(6, "half", message().fixed64(4, Double.doubleToLongBits(0.5)))
                .attribute(
                        6,
                        "list",
                        message()
                                .message(
                                        5,
                                        message()
                                                .message(1, message().varint(3, 1))
                                                .message(1, text("b"))))
                .attribute(
                        6,
                        "map",
                        message()
                                .message(
                                        6, message().attribute(1, "a", message().varint(3, 2))))
                .attribute(6, "bytes", message().bytes(7, new byte[] {0, 1, (byte) 0xff}))
                .attribute(6, "none", message())
                .varint(7, 3)
                .fixed32(8, 1)
                .bytes(9, bytes("5b8efff798038103d269b633813fc60c"))
                .bytes(10, bytes("eee19b7ec3c1b174"))
                .text(12, "payment.failed")
                .text(99, "unknown")
                .fixed64(98, 1)
                .fixed32(97, 1)
                .varint(96, Long.MAX_VALUE);
    }

    private static byte[] protobuf(ProtobufWriter... records) {
        ProtobufWriter scopeLogs = message();
        for (ProtobufWriter each : records) {
            scopeLogs.message(2, each);
        }
        // What is said about all records may follow them.
        scopeLogs
                .message(1, message().text(1, "payments").text(2, "1.2").attribute(3, "team", text("x")))
                .text(3, "https://example.com/s");
        return message()
                .message(
                        1,
                        message()
                                .message(2, scopeLogs)
                                .message(1, message().attribute(1, "service.name", text("shop")))
                                .text(3, "https://example.com/r"))
                .toBytes();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void readsBothEncodingsAlike() throws MalformedRequest {
        List<JsonValue.Obj> records = OtlpLogs.ofJson(JSON).records();

        assertThat(records).hasSize(1);
        assertThat(records.getFirst().json())
                .isEqualTo("{\"Attributes\":{\"text\":\"Tür\",\"yes\":true,\"int\":-7,\"half\":0.5,\"list\":[1,\"b\"],"
                        + "\"map\":{\"a\":2},\"bytes\":\"AAH/\",\"none\":null},\"Body\":\"declined\","
                        + "\"DroppedAttributesCount\":3,\"EventName\":\"payment.failed\","
                        + "\"InstrumentationScope\":{\"Attributes\":{\"team\":\"x\"},\"Name\":\"payments\",\"Version\":\"1.2\"},"
                        + "\"ObservedTimestamp\":\"2023-11-18T12:00:00.200Z\",\"Resource\":{\"service.name\":\"shop\"},"
                        + "\"ResourceSchemaUrl\":\"https://example.com/r\",\"ScopeSchemaUrl\":\"https://example.com/s\","
                        + "\"SeverityNumber\":17,\"SeverityText\":\"ERROR\",\"SpanId\":\"eee19b7ec3c1b174\","
                        + "\"Timestamp\":\"2023-11-18T12:00:00.123456789Z\","
                        + "\"TraceFlags\":1,\"TraceId\":\"5b8efff798038103d269b633813fc60c\"}");
        assertThat(OtlpLogs.ofProtobuf(protobuf(logRecord())).records()).isEqualTo(records);
    }

    @Test
    void leavesOutWhatIsMissing() throws MalformedRequest {
        assertThat(OtlpLogs.ofJson("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":null}]}]}]}")
                        .records())
                .containsExactly(new JsonValue.Obj(Map.of()));
        byte[] empty = message()
                .message(1, message().message(2, message().message(2, message())))
                .toBytes();
        assertThat(OtlpLogs.ofProtobuf(empty).records()).containsExactly(new JsonValue.Obj(Map.of()));
        assertThat(OtlpLogs.ofProtobuf(new byte[0]).records()).isEmpty();
        assertThat(OtlpLogs.ofJson("{}").records()).isEmpty();
    }

    @Test
    void rejectsOnlyTheRecordsThatItCanNotRead() throws MalformedRequest {
        OtlpLogs json = OtlpLogs.ofJson(json(
                RECORD,
                "7",
                "null",
                "{\"body\":\"text\"}",
                "{\"timeUnixNano\":\"noon\"}",
                "{\"severityText\":1}",
                "{\"attributes\":{}}",
                "{\"attributes\":[{\"key\":\"a\",\"value\":{\"intValue\":1.5}}]}",
                RECORD));
        assertThat(json.records()).hasSize(2);
        assertThat(json.malformed()).isEqualTo(7);

        OtlpLogs protobuf = OtlpLogs.ofProtobuf(protobuf(
                logRecord(),
                message().text(1, "noon"),
                message().varint(0, 1),
                message().varint(5, 1),
                logRecord()));
        assertThat(protobuf.records()).hasSize(2);
        assertThat(protobuf.malformed()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{}{}",
                "{\"resourceLogs\":{}}",
                "{\"resourceLogs\":[7]}",
                "{\"resourceLogs\":" + "[{\"scopeLogs\":[{\"logRecords\":{}}]}]}"
            })
    void rejectsWhatIsNoRequest(String json) {
        assertThatThrownBy(() -> OtlpLogs.ofJson(json)).isInstanceOf(MalformedRequest.class);
    }

    @Test
    void rejectsTooDeepAValue() throws MalformedRequest {
        ProtobufWriter value = text("deep");
        for (int i = 0; i < 10_000; i++) {
            value = message().message(5, message().message(1, value));
        }

        assertThat(OtlpLogs.ofProtobuf(protobuf(message().message(5, value))).malformed())
                .isEqualTo(1);
    }

    /// Each prefix, and each with one byte changed.
    @Test
    void readsDamagedBytesOrSaysThatTheyAreDamaged() {
        byte[] request = protobuf(logRecord(), logRecord());
        Random random = new Random(1);
        for (int i = 0; i < request.length; i++) {
            assertReads(Arrays.copyOf(request, i));
            byte[] damaged = request.clone();
            damaged[i] = (byte) random.nextInt();
            assertReads(damaged);
        }
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            assertReads(noise);
        }
    }

    private static void assertReads(byte[] request) {
        try {
            assertThat(OtlpLogs.ofProtobuf(request).records().size()).isLessThanOrEqualTo(request.length);
        } catch (MalformedRequest e) {
            assertThat(e).hasMessageMatching("(has|ends) .+");
        }
    }
}
