package dev.containerevents.infra.local;

import static dev.containerevents.infra.local.TestCloud.get;
import static dev.containerevents.infra.local.TestCloud.json;
import static dev.containerevents.infra.local.TestCloud.request;
import static dev.containerevents.infra.local.TestCloud.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How requests become events and answers become responses.
final class GatewayTest {

    @Test
    void handsOverARestProxyEvent() {
        JsonNode event =
                json(get("/open/a%20b/parts/7?x=1&y=2&x=3&flag&sum=1+1%2B1", "X-Some", "one", "X-Some", "two"));

        assertThat(event.path("resource").asText()).isEqualTo("/open/{id}/parts/{part}");
        assertThat(event.path("path").asText()).isEqualTo("/open/a%20b/parts/7");
        assertThat(event.path("httpMethod").asText()).isEqualTo("GET");
        assertThat(event.path("pathParameters").toString()).isEqualTo("{\"id\":\"a b\",\"part\":\"7\"}");
        assertThat(event.path("headers").path("X-Some").asText()).isEqualTo("two");
        assertThat(event.path("multiValueHeaders").path("X-Some").toString()).isEqualTo("[\"one\",\"two\"]");
        assertThat(event.path("body").isNull()).isTrue();
        assertThat(event.path("isBase64Encoded").asBoolean(true)).isFalse();
        assertThat(event.path("headers").path("X-Forwarded-Proto").asText()).isEqualTo("http");
        assertThat(event.path("headers").path("X-Forwarded-For").asText()).isEqualTo("127.0.0.1");
        assertThat(event.path("headers").path("X-Forwarded-Port").asInt())
                .isEqualTo(TestCloud.cloud().uri().getPort());
    }

    @Test
    void givesTheLastValueOfARepeatedQueryParameterAndAllOfThem() {
        JsonNode event = json(get("/open?x=1&y=2&x=3&flag&sum=1+1%2B1"));

        assertThat(event.path("queryStringParameters").toString())
                .isEqualTo("{\"x\":\"3\",\"y\":\"2\",\"flag\":\"\",\"sum\":\"1 1+1\"}");
        assertThat(event.path("multiValueQueryStringParameters").path("x").toString())
                .isEqualTo("[\"1\",\"3\"]");
    }

    @Test
    void hasNullWhereThereIsNoParameter() {
        JsonNode event = json(get("/open"));

        assertThat(event.path("pathParameters").isNull()).isTrue();
        assertThat(event.path("queryStringParameters").isNull()).isTrue();
        assertThat(event.path("multiValueQueryStringParameters").isNull()).isTrue();
    }

    @Test
    void describesTheRequestInItsContext() {
        HttpResponse<byte[]> response = get("/open/1/parts/2", "User-Agent", "test");
        JsonNode context = json(response).path("requestContext");

        assertThat(context.path("resourcePath").asText()).isEqualTo("/open/{id}/parts/{part}");
        assertThat(context.path("path").asText()).isEqualTo("/open/1/parts/2");
        assertThat(context.path("stage").asText()).isEqualTo("test");
        assertThat(context.path("apiId").asText()).isEqualTo("Api");
        assertThat(context.path("accountId").asText()).isEqualTo("000000000000");
        assertThat(context.path("domainName").asText())
                .isEqualTo(TestCloud.cloud().uri().getAuthority());
        assertThat(context.path("identity").path("sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(context.path("identity").path("userAgent").asText()).isEqualTo("test");
        assertThat(context.path("requestTimeEpoch").isIntegralNumber()).isTrue();
        assertThat(response.headers().firstValue("x-amzn-RequestId"))
                .hasValue(context.path("requestId").asText());
    }

    @Test
    void keepsAnEscapedSlashInsideItsSegment() {
        JsonNode event = json(get("/open/a%2Fb/parts/c+d"));

        assertThat(event.path("pathParameters").toString()).isEqualTo("{\"id\":\"a/b\",\"part\":\"c+d\"}");
        assertThat(event.path("path").asText()).isEqualTo("/open/a%2Fb/parts/c+d");
    }

    @Test
    void takesATrailingSlashForTheSameResourceAndKeepsItInTheEvent() {
        JsonNode event = json(get("/open/1/parts/2/"));

        assertThat(event.path("resource").asText()).isEqualTo("/open/{id}/parts/{part}");
        assertThat(event.path("path").asText()).isEqualTo("/open/1/parts/2/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/open/1", "/open//parts/2", "/open/1/parts/2//", "//open/1/parts/2"})
    void answersAnUnknownPathAsAMissingToken(String path) {
        HttpResponse<byte[]> response = get(path);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(json(response).toString()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
    }

    @Test
    void answersAnUnknownMethodAsAMissingToken() {
        assertThat(send(request("/open").DELETE()).statusCode()).isEqualTo(403);
    }

    @Test
    void answersHeadOnlyWhereItIsDeclared() {
        HttpResponse<byte[]> declared = send(request("/open/1/parts/2").HEAD());

        assertThat(declared.statusCode()).isEqualTo(200);
        assertThat(declared.body()).isEmpty();
        assertThat(send(request("/open").HEAD()).statusCode()).isEqualTo(403);
    }

    @Test
    void answersAPreflightByItself() {
        HttpResponse<byte[]> response = send(request("/open").method("OPTIONS", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("GET,POST,OPTIONS");
    }

    @Test
    void answersWhatTheFunctionAnswers() {
        HttpResponse<byte[]> response = answer("""
            {"statusCode":"201","headers":{"X-One":"1","X-Many":"none","Content-Type":"text/plain"},
             "multiValueHeaders":{"X-Many":["a","b"]},"body":"Grüße","isBase64Encoded":false}\
            """);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("X-One")).hasValue("1");
        assertThat(response.headers().allValues("X-Many")).containsExactly("a", "b");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("Grüße");
    }

    @Test
    void renamesHeadersThatTheGatewayKeepsForItself() {
        HttpResponse<byte[]> response = answer(
                "{\"statusCode\":401,\"headers\":{\"WWW-Authenticate\":\"Bearer\",\"Server\":\"me\",\"date\":\"today\"}}");

        assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(response.headers().firstValue("x-amzn-Remapped-WWW-Authenticate"))
                .hasValue("Bearer");
        assertThat(response.headers().firstValue("x-amzn-Remapped-Server")).hasValue("me");
        assertThat(response.headers().firstValue("x-amzn-Remapped-date")).hasValue("today");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{\"statusCode\":\"fine\"}",
                "{\"body\":\"no status\"}",
                "{\"statusCode\":200,\"body\":{}}",
                "{\"statusCode\":200,\"headers\":{\"X\":[\"1\"]}}",
                "{\"statusCode\":200,\"extra\":1}"
            })
    void answers502ToAMalformedAnswer(String malformed) {
        HttpResponse<byte[]> response = answer(malformed);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(json(response).toString()).isEqualTo("{\"message\":\"Internal server error\"}");
    }

    @Test
    void answers502WhereTheFunctionFails() {
        assertThat(get("/open?do=throw&message=oh").statusCode()).isEqualTo(502);
        assertThat(get("/open?do=exit").statusCode()).isEqualTo(502);
        assertThat(TestCloud.LOG).anyMatch(line -> line.startsWith("GET /open: the function failed"));
    }

    @Test
    void answers502ToAnAnswerOverSixMegabytes() {
        assertThat(get("/open?do=fill&size=6291000").statusCode()).isEqualTo(200);
        assertThat(get("/open?do=fill&size=6291456").statusCode()).isEqualTo(502);
    }

    @Test
    void answers413ToARequestOverTenMegabytes() {
        HttpResponse<byte[]> response =
                send(request("/open").POST(BodyPublishers.ofByteArray(new byte[GatewayRequest.MAXIMUM_BODY + 1])));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void answers413WhereTheEventIsMoreThanAFunctionTakes() {
        byte[] body = new byte[RuntimeApi.MAXIMUM_PAYLOAD];

        assertThat(send(request("/open").POST(BodyPublishers.ofByteArray(body))).statusCode())
                .isEqualTo(413);
    }

    /// Of what is sent, each quotation mark is two characters of the event.
    @Test
    void countsTheEscapedEvent() {
        int half = RuntimeApi.MAXIMUM_PAYLOAD / 2;

        assertThat(send(request("/open").POST(BodyPublishers.ofString("\"".repeat(half))))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(request("/open?do=fill&size=1").POST(BodyPublishers.ofString("\"".repeat(half - 10_000))))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answers504WhereTheFunctionTakesLongerThanTheIntegrationWaits() {
        HttpResponse<byte[]> response = get("/slow?do=sleep");

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(json(response).path("message").asText()).isEqualTo("Endpoint request timed out");
    }

    @Test
    void answers500WhereThePermissionIsNotOnTheAlias() {
        assertThat(get("/unpermitted").statusCode()).isEqualTo(500);
        assertThat(TestCloud.LOG).anyMatch(line -> line.contains("/unpermitted: no AWS::Lambda::Permission"));
    }

    @Test
    void inflatesACompressedRequest() throws IOException {
        JsonNode event = json(send(request("/open")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip("{\"some\":\"text\"}")))));

        assertThat(event.path("body").asText()).isEqualTo("{\"some\":\"text\"}");
        assertThat(event.path("headers").has("Content-Encoding")).isFalse();
    }

    @Test
    void answers415ToABrokenCompression() {
        HttpResponse<byte[]> response =
                send(request("/open").header("Content-Encoding", "gzip").POST(BodyPublishers.ofString("no gzip")));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void compressesALargeAnswerForAClientThatTakesIt() throws IOException {
        HttpResponse<byte[]> compressed = get("/open?do=fill&size=1000", "Accept-Encoding", "br, gzip;q=0.5");

        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(in.readAllBytes()).hasSize(1000);
        }
        assertThat(get("/open?do=fill&size=999", "Accept-Encoding", "gzip").body())
                .hasSize(999);
        assertThat(get("/open?do=fill&size=1000", "Accept-Encoding", "gzip;q=0").body())
                .hasSize(1000);
        assertThat(get("/open?do=fill&size=1000").body()).hasSize(1000);
    }

    private static HttpResponse<byte[]> answer(String with) {
        return get("/open?do=answer&with=" + URLEncoder.encode(with, StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return compressed.toByteArray();
    }
}
