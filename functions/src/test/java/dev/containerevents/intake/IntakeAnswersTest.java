package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.table.LocalTable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What senders are answered besides that their records are stored.
final class IntakeAnswersTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

    @Test
    void refusesOnlyWhatIsNeitherJsonNorText() {
        assertThat(api.send("generic", "a\0b").status()).isEqualTo(400);
        assertThat(api.send("generic", IntakeApi.record(0), "Content-Encoding", "zstd")
                        .status())
                .isEqualTo(415);
        assertThat(api.send("generic", IntakeApi.record(0), "Content-Type", "text/plain; charset=iso-8859-1")
                        .status())
                .isEqualTo(415);
        assertThat(api.send("generic", IntakeApi.record(0), "Content-Type", "application/x-whatever")
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
}
