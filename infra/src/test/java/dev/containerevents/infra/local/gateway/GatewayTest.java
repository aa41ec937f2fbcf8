package dev.containerevents.infra.local.gateway;

import static dev.containerevents.infra.local.TestCloud.get;
import static dev.containerevents.infra.local.TestCloud.json;
import static dev.containerevents.infra.local.TestCloud.request;
import static dev.containerevents.infra.local.TestCloud.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.lambda.RuntimeApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How requests become events, and results become responses.
final class GatewayTest {

    @Test
    void passesOnARestProxyEvent() {
        JsonNode event =
                json(get("/open/a%20b/parts/7?x=1&y=2&x=3&flag&sum=1+1%2B1", "X-Some", "one", "X-Some", "two"));

        assertThat(event.path("resource").asText()).isEqualTo("/open/{id}/parts/{part}");
        assertThat(event.path("path").asText()).isEqualTo("/open/a%20b/parts/7");
        assertThat(event.path("httpMethod").asText()).isEqualTo("GET");
        assertThat(event.path("pathParameters").toString()).isEqualTo("{\"id\":\"a%20b\",\"part\":\"7\"}");
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
    void passesOnThePathAsItWasSent() {
        JsonNode event = json(get("/open/a%2Fb%2f..%25/parts/c+d%ff"));

        assertThat(event.path("pathParameters").toString()).isEqualTo("{\"id\":\"a%2Fb%2f..%25\",\"part\":\"c+d%ff\"}");
        assertThat(event.path("path").asText()).isEqualTo("/open/a%2Fb%2f..%25/parts/c+d%ff");
        assertThat(event.path("requestContext").path("path").asText()).isEqualTo("/open/a%2Fb%2f..%25/parts/c+d%ff");
        assertThat(event.path("resource").asText()).isEqualTo("/open/{id}/parts/{part}");
    }

    @Test
    void ignoresATrailingSlashAndKeepsItInTheEvent() {
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

    /// `/open` has templates for two media types and lets nothing else through. The names of the others say what
    /// they do.
    @ParameterizedTest
    @CsvSource({
        "/open, '', 204",
        "/open, application/json, 204",
        "/open, application/JSON; charset=utf-8, 204",
        "/open, text/plain, 204",
        "/open, image/png, 415",
        "/when_no_match, application/json, 204",
        "/when_no_match, text/plain, 500",
        "/when_no_templates, application/json, 204",
        "/when_no_templates, text/plain, 415",
        "/without_templates, text/plain, 500"
    })
    void answersAPreflightByTheTemplateOfItsMediaType(String path, String mediaType, int status) {
        HttpRequest.Builder request = request(path).method("OPTIONS", BodyPublishers.noBody());

        HttpResponse<byte[]> response = send(mediaType.isEmpty() ? request : request.header("Content-Type", mediaType));

        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void readsTheStatusFromABodyThatItPassesThrough() {
        HttpResponse<byte[]> response = send(request("/when_no_match")
                .header("Content-Type", "text/plain")
                .method("OPTIONS", BodyPublishers.ofString("{\"statusCode\":204}")));

        assertThat(response.statusCode()).isEqualTo(204);
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

    /// Each quotation mark of the body is two characters of the event.
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

    /// The template decodes from 1,000 bytes on, so these texts are long.
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate", "identity", ""})
    void decodesARequestAndKeepsItsHeader(String coding) throws IOException {
        String text = incompressible();

        JsonNode event = json(post(coding, encoded(coding, text)));

        assertThat(event.path("body").asText()).isEqualTo(text);
        assertThat(event.path("headers").path("Content-Encoding").asText()).isEqualTo(coding);
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-protobuf, true",
        "Application/X-Protobuf; a=b, true",
        "application/protobuf, false",
        "application/json, false"
    })
    void passesOnABinaryBodyAsBase64(String mediaType, boolean binary) throws IOException {
        byte[] bytes = {0, (byte) 0xff, 'a'};
        JsonNode event =
                json(send(request("/open").header("Content-Type", mediaType).POST(BodyPublishers.ofByteArray(bytes))));

        assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(binary);
        assertThat(event.path("body").asText()).isEqualTo(binary ? "AP9h" : "\0\ufffda");
    }

    @Test
    void decodesNoRequestThatIsSmallerThanTheSizeOfTheApi() throws IOException {
        JsonNode event = json(post("gzip", encoded("gzip", "{}")));

        assertThat(event.path("body").asText()).startsWith("\u001f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br", "x-snappy-framed", "gzip, gzip"})
    void answers415ToABodyThatIsNotInItsCoding(String coding) {
        HttpResponse<byte[]> response = post(coding, "x".repeat(1000).getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void answers413ToARequestThatIsOverTenMegabytesDecoded() throws IOException {
        String text = " ".repeat(GatewayRequest.MAXIMUM_BODY + 1);

        assertThat(post("gzip", encoded("gzip", text)).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, gzip",
        "'deflate, gzip, br, zstd', deflate",
        "'gzip, deflate, br', gzip",
        "'br;q=0.5, gzip', gzip",
        "'gzip;q=1.0, identity; q=0.5, *;q=0', gzip",
        "'br, gzip', ''",
        "'br, gzip;q=0.5', ''",
        "gzip;q=0, ''",
        "identity, ''",
        "*, ''",
        "'', ''"
    })
    void compressesWithThePreferredCoding(String accepted, String coding) throws IOException {
        HttpResponse<byte[]> answer = get("/open?do=fill&size=1000", "Accept-Encoding", accepted);

        assertThat(answer.headers().firstValue("Content-Encoding").orElse("")).isEqualTo(coding);
        assertThat(decoded(coding, answer.body())).isEqualTo("x".repeat(1000));
    }

    @Test
    void leavesASmallAnswerAsItIs() {
        assertThat(get("/open?do=fill&size=999", "Accept-Encoding", "gzip").body())
                .hasSize(999);
    }

    private static HttpResponse<byte[]> post(String coding, byte[] body) {
        HttpRequest.Builder request = request("/open").POST(BodyPublishers.ofByteArray(body));
        return send(coding.isEmpty() ? request : request.header("Content-Encoding", coding));
    }

    /// More than 1,000 bytes in every coding.
    private static String incompressible() {
        return new Random(1).ints(3000, 'a', 'z').mapToObj(Character::toString).collect(Collectors.joining());
    }

    private static byte[] encoded(String coding, String text) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (OutputStream out = switch (coding.toLowerCase(Locale.ROOT)) {
            case "gzip" -> new GZIPOutputStream(encoded);
            case "deflate" -> new DeflaterOutputStream(encoded);
            default -> encoded;
        }) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return encoded.toByteArray();
    }

    private static String decoded(String coding, byte[] body) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        try (InputStream decoded = switch (coding) {
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> in;
        }) {
            return new String(decoded.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<byte[]> answer(String with) {
        return get("/open?do=answer&with=" + URLEncoder.encode(with, StandardCharsets.UTF_8));
    }
}
