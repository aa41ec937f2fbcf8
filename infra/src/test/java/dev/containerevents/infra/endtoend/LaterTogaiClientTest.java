package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.infra.endtoend.LaterTogaiClient.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The strict clients throw where Togai's own would raise an exception, and not where only the other would.
final class LaterTogaiClientTest {

    private static final String JAVA = "{\"events\":[{\"eventPayload\":{\"schemaName\":\"ACCESS\",\"id\":\"i\","
            + "\"timestamp\":\"2023-11-18T12:00:00Z\",\"accountId\":\"org1\","
            + "\"attributes\":[{\"name\":\"a\",\"value\":\"1\",\"unit\":\"u\"}],"
            + "\"dimensions\":{\"status\":\"SUCCESS\"}},"
            + "\"ingestionStatus\":{\"status\":\"INGESTION_COMPLETED_EVENT_METERED\"}}]}";

    private static final String PYTHON =
            JAVA.replace("METERED\"}}", "METERED\"},\"referenceId\":\"r\",\"createdAt\":\"2023-11-18T12:00:00.1Z\"}");

    private static void assertReads(Version version, String list, boolean single) {
        assertThatCode(() -> LaterTogaiClient.events(version, list, single)).doesNotThrowAnyException();
    }

    private static void assertRaises(Version version, String list, boolean single) {
        assertThatThrownBy(() -> LaterTogaiClient.events(version, list, single))
                .as(list)
                .isInstanceOf(Exception.class);
    }

    @Test
    void readsItsOwnFormat() {
        assertReads(Version.JAVA_1_0_2, JAVA, false);
        assertReads(Version.JAVA_1_0_2, JAVA, true);
        assertReads(Version.JAVA_1_0_2, "{\"events\":[],\"nextToken\":null}", false);
        assertReads(Version.PYTHON_1_0_3, PYTHON, false);
        assertReads(
                Version.PYTHON_1_0_3,
                PYTHON.replace("{\"eventPayload\"", "{\"eventPipelineInfo\":{},\"eventPayload\""),
                true);
    }

    @Test
    void raisesAtTheFormatOfTheOther() {
        assertRaises(Version.JAVA_1_0_2, PYTHON, false);
        assertRaises(Version.PYTHON_1_0_3, JAVA, false);
        assertRaises(Version.PYTHON_1_0_3, PYTHON, true);
        assertRaises(Version.PYTHON_1_0_3, "{\"events\":[]}", false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schemaName\" | \"eventName\"",
                "\"timestamp\":\"2023-11-18T12:00:00Z\" | \"timestamp\":1700308800000",
                "\"attributes\" | \"eventAttributes\"",
                "\"name\":\"a\" | \"attributeName\":\"a\"",
                "\"status\":\"SUCCESS\" | \"status\":1",
                "INGESTION_COMPLETED_EVENT_METERED | PROCESSED"
            })
    void raisesWhereBothDo(String good, String bad) {
        assertRaises(Version.JAVA_1_0_2, JAVA.replace(good, bad), false);
        assertRaises(Version.PYTHON_1_0_3, PYTHON.replace(good, bad), false);
    }

    @Test
    void checksLimitsOnlyInPython() {
        String type = "x".repeat(51);
        String value = "x".repeat(201);
        for (String list : new String[] {
            JAVA.replace("ACCESS", type),
            JAVA.replace("SUCCESS", value),
            JAVA.replace("SUCCESS", ""),
            JAVA.replace("\"value\":\"1\"", "\"value\":\"a\"")
        }) {
            assertReads(Version.JAVA_1_0_2, list, false);
        }
        assertRaises(Version.PYTHON_1_0_3, PYTHON.replace("ACCESS", type), false);
        assertRaises(Version.PYTHON_1_0_3, PYTHON.replace("SUCCESS", value), false);
        assertRaises(Version.PYTHON_1_0_3, PYTHON.replace("SUCCESS", ""), false);
        assertRaises(Version.PYTHON_1_0_3, PYTHON.replace("\"value\":\"1\"", "\"value\":\"a\""), false);
    }
}
