package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.table.LocalTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Records in what cloud services wrap around them.
final class EnvelopesTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

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
                        + "{\"data\":\"%s\"}]}"
                                .formatted(base64(IntakeApi.record(3).getBytes(StandardCharsets.UTF_8)));

        Answer answer = api.send("generic", body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("requestId").asText()).isEqualTo("ed4acda5-034f");
        assertThat(answer.body().path("timestamp").isIntegralNumber()).isTrue();
        assertThat(api.numbers()).containsExactly(3, -1, 2);
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
