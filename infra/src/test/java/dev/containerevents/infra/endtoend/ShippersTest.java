package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.endtoend.Client.Answer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// What log shippers need: they compress requests, check the status, and read little of the body.
final class ShippersTest {

    private static final String GOOD =
            "{\"container_id\":\"shipped\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}\n";
    private static final String BAD = "{\"container_id\":\"shipped\",\"event_type\":\"ACCESS\",\"status\":\"OK\"}\n";

    private final Cloud cloud;
    private final Client client;

    ShippersTest() throws Exception {
        cloud = Cloud.current();
        client = cloud.client();
    }

    private Answer bulk(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = client.request("/orgs/" + cloud.org() + "/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private Answer bulk(String body, String... headers) throws Exception {
        return bulk(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /// Fluent Bit reads 4 KB, takes a longer response for a failure and sends the batch again.
    @Test
    void getAMinimalResponseWithinFourKilobytes() throws Exception {
        for (String body : new String[] {GOOD.repeat(20) + BAD.repeat(300), BAD.repeat(300), GOOD.repeat(20)}) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = "POST /orgs/" + cloud.org() + "/events HTTP/1.1\r\nHost: "
                    + cloud.uri().getAuthority() + "\r\nConnection: close\r\nAuthorization: Bearer " + cloud.key()
                    + "\r\nContent-Type: application/x-ndjson\r\nPrefer: return=minimal\r\nContent-Length: "
                    + bytes.length
                    + "\r\n\r\n";
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            request.writeBytes(bytes);

            RawHttp.Answer answer = RawHttp.send(cloud.uri(), request.toByteArray(), StandardCharsets.UTF_8);

            assertThat(answer.status()).isEqualTo(body.contains("SUCCESS") ? 200 : 400);
            assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
            assertThat(answer.body()).contains("\"rejected\":" + (body.contains("OK") ? 300 : 0));
            assertThat(answer.head().length() + 4 + answer.body().getBytes(StandardCharsets.UTF_8).length)
                    .isLessThan(4096);
        }
    }

    /// syslog-ng treats any 200 as a success.
    @Test
    void getAStatusThatSaysThatNothingWasAccepted() throws Exception {
        Answer refused = bulk(BAD.repeat(250));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("rejected").asInt()).isEqualTo(250);
        assertThat(bulk(BAD + GOOD).status()).isEqualTo(200);
        assertThat(bulk("").status()).isEqualTo(200);
    }

    @Test
    void sendGzipAndAreToldWhatElseIsDecoded() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(GOOD.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(bulk(compressed.toByteArray(), "Content-Encoding", "gzip")
                        .json()
                        .path("accepted")
                        .asInt())
                .isEqualTo(1);
        for (String coding : new String[] {"zstd", "snappy", "br"}) {
            Answer refused = bulk(GOOD, "Content-Encoding", coding);
            assertThat(refused.status()).as(coding).isEqualTo(415);
            assertThat(refused.header("Accept-Encoding")).isEqualTo("gzip, deflate");
        }
        Answer broken = bulk(GOOD, "Content-Encoding", "gzip");
        assertThat(broken.status()).isEqualTo(415);
        assertThat(broken.header("Accept-Encoding")).isEqualTo("gzip, deflate");
    }

    @Test
    void getTheLimitForTextThatGrows() throws Exception {
        String quotes = "{\"message\":\"" + "\\\"".repeat(1_700_000) + "\"}";

        Answer refused = bulk(quotes);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().path("detail").asText()).contains("6 MB").contains("3 MB");
    }
}
