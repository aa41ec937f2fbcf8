package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The strict client throws at each response at which Togai's own would raise an exception.
final class TogaiClientTest {

    private static final String GOOD = "{\"events\":[{\"eventPayload\":{\"eventName\":\"ACCESS\",\"id\":\"i\","
            + "\"eventTimestamp\":\"2023-11-18T12:00:00Z\",\"accountId\":\"org1\","
            + "\"eventAttributes\":[{\"attributeName\":\"a\",\"attributeValue\":\"1\",\"attributeValueUnit\":\"u\"}],"
            + "\"dimensions\":{\"status\":\"SUCCESS\",\"empty\":\"\"}},"
            + "\"ingestionStatus\":{\"status\":\"INGESTION_COMPLETED_EVENT_METERED\",\"statusDescription\":\"d\"}}],"
            + "\"nextToken\":\"t\"}";

    @Test
    void readsWhatTogaiWouldAnswer() {
        assertThatCode(() -> TogaiClient.events(GOOD)).doesNotThrowAnyException();
        assertThatCode(() -> TogaiClient.events(GOOD.replace(",\"nextToken\":\"t\"", "")))
                .doesNotThrowAnyException();
        assertThatCode(() -> TogaiClient.events(GOOD.replace("12:00:00Z", "12:00:00")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"nextToken\":\"t\"} | \"nextToken\":null}",
                "\"nextToken\":\"t\"} | \"next_token\":\"t\"}",
                "\"nextToken\":\"t\"} | \"nextToken\":\"t\"} {}",
                "\"eventName\":\"ACCESS\", | ''",
                "\"eventName\":\"ACCESS\" | \"schemaName\":\"ACCESS\"",
                "\"id\":\"i\" | \"id\":1",
                "\"accountId\":\"org1\", | ''",
                "\"accountId\":\"org1\" | \"accountId\":null",
                "2023-11-18T12:00:00Z | 2023-11-18",
                "\"2023-11-18T12:00:00Z\" | 1700308800000",
                "\"attributeName\":\"a\", | ''",
                "\"attributeValue\":\"1\" | \"attributeValue\":1",
                "\"attributeValueUnit\":\"u\" | \"unit\":\"u\"",
                "\"empty\":\"\" | \"number\":1",
                "\"empty\":\"\" | \"null\":null",
                "\"empty\":\"\" | \"object\":{}",
                "INGESTION_COMPLETED_EVENT_METERED | INGESTION_COMPLETED",
                "INGESTION_COMPLETED_EVENT_METERED | PROCESSED",
                "\"statusDescription\":\"d\" | \"statusDescription\":null",
                "{\"eventPayload\" | {\"EventPipelineInfo\":{},\"eventPayload\"",
                "{\"eventPayload\" | {\"EventPipelineInfo\":null,\"eventPayload\"",
                "{\"eventPayload\" | {\"customerId\":\"c\",\"eventPayload\"",
                "{\"events\" | {\"count\":1,\"events\"",
                "{\"events\" | {\"items\""
            })
    void throwsWhereTogaisClientRaises(String good, String bad) {
        assertRaises(GOOD.replace(good, bad));
    }

    @ParameterizedTest
    @CsvSource({"ACCESS, 256", "org1, 256", "i, 256", "d, 251", "t, 501", "a, 51", "u, 51", "1, 51"})
    void throwsForTextsThatAreTooLong(String value, int characters) {
        String fits = "x".repeat(characters - 1);
        assertThatCode(() -> TogaiClient.events(GOOD.replace("\"" + value + "\"", "\"" + fits + "\"")))
                .doesNotThrowAnyException();
        assertRaises(GOOD.replace("\"" + value + "\"", "\"" + fits + "x\""));
    }

    @Test
    void throwsForNoEventAndForTooMany() {
        assertRaises("{\"events\":[]}");
        assertRaises("[]");
        String event = GOOD.substring("{\"events\":[".length(), GOOD.indexOf("],\"nextToken\""));
        assertThatCode(() -> TogaiClient.events(list(event, 50))).doesNotThrowAnyException();
        assertRaises(list(event, 51));
    }

    private static String list(String event, int times) {
        return "{\"events\":[" + (event + ",").repeat(times - 1) + event + "]}";
    }

    private static void assertRaises(String answer) {
        assertThatThrownBy(() -> TogaiClient.events(answer)).as(answer).isInstanceOf(Exception.class);
    }
}
