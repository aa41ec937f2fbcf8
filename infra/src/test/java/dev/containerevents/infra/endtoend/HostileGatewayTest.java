package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Requests that no HTTP client would send, byte by byte over a socket. Whatever arrives, the response is a client
/// error in the shape of all errors, and the next valid request is served.
///
/// If it isn't HTTP at all, the server itself answers with a 400 without a body, or closes the connection.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileGatewayTest {

    private static final int REQUESTS = Integer.getInteger("inputs", 150);
    private static final long SEED = Long.getLong("seed", 1);

    private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "OPTIONS", "PUT", "get", "TRACE", "G T");

    private static final List<String> SEGMENTS = List.of(
            "%2F",
            "%2f..%2f",
            "..",
            ".",
            "",
            "%00",
            "%0d%0aX-Injected:1",
            "%",
            "%zz",
            "%c0%ae",
            "%ff",
            "%F0%9F%98%80",
            "orgs",
            "events",
            "events;a=b",
            "events%3Flimit=1",
            "EVENTS",
            "container_events",
            "by_access",
            "{org_id}",
            "*",
            "a".repeat(9000));

    private static final List<String> QUERIES = List.of(
            "",
            "?",
            "?limit",
            "?limit=1&limit=2",
            "?LIMIT=1",
            "?limit=%31",
            "?=",
            "?&&&",
            "?a=b=c",
            "?%00=1",
            "?q=%",
            "?q=%zz",
            "?q=%ff%fe",
            "?q=a+b%20c",
            "?next_token=%2e%2e",
            "?limit=1#fragment",
            "?q=" + "a".repeat(7000));

    private static final List<String> HEADERS = List.of(
            "CONTENT-TYPE: application/x-ndjson",
            "content-type: ",
            "Content-Type: a/b\r\nContent-Type: c/d",
            "Accept: ;;;q",
            "Accept: text/csv;q=0.5, */*;q=x",
            "Idempotency-Key: a\r\nIdempotency-Key: b",
            "idempotency-key: é",
            "X-Forwarded-Proto: javascript",
            "X-Forwarded-For: 999",
            "Content-Encoding: gzip",
            "Content-Encoding: br",
            "Accept-Encoding: gzip;q=0, *",
            "Authorization: Bearer ce_globex_local",
            "Cookie: " + "a".repeat(5000),
            "X-Http-Method-Override: DELETE",
            "No-Colon",
            ": no name",
            "X-Null: a\0b",
            "Expect: 200-maybe");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}",
            "{\"event_type\":\"\\ud800\",\"status\":\"SUCCESS\"}",
            "{\"status\":1e999999999}",
            "{\"status\":\"FAIL\",\"status\":\"FAIL\"}",
            "[".repeat(50_000),
            "\0\1\2",
            "\u001f\u008b\b\0\0\0\0\0",
            "é".repeat(40_000),
            "{\"message\":\"" + "a".repeat(1 << 20) + "\"}");

    private final Random random = new Random(SEED);
    private Cloud cloud;

    @BeforeAll
    void start() throws Exception {
        cloud = Cloud.current();
        assumeTrue(cloud.local().isPresent(), "a deployed stack takes TLS only, and its server is AWS's");
    }

    @Test
    void invalidRequestsAreClientErrors() throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String request = request();
            String what =
                    "request " + i + " of seed " + SEED + ": " + request.substring(0, Math.min(request.length(), 600));
            RawHttp.Answer answer = send(request);
            statuses.merge(answer.status(), 1, Integer::sum);
            assertThat(answer.status()).as(what + "\n" + answer).isLessThan(500);
            assertThat(answer.head()).as(what).doesNotContain("X-Injected");
            assertThat(answer.body()).as(what).doesNotContain("of globex");
            if (answer.status() >= 400
                    && isOfTheGateway(answer)
                    && !answer.body().isEmpty()) {
                JsonNode problem = new ObjectMapper().readTree(answer.body());
                assertThat(problem.path("status").asInt())
                        .as(what + "\n" + answer)
                        .isEqualTo(answer.status());
                assertThat(problem.path("detail").asText()).as(what).isNotEmpty();
            }
        }
        System.out.println("raw requests of seed " + SEED + " by status, 0 for a closed connection: " + statuses);
        assertThat(statuses).containsKeys(200, 400, 401, 404);
        assertThat(cloud.client()
                        .get("/orgs/" + cloud.org() + "/events?limit=1")
                        .status())
                .isEqualTo(200);
    }

    /// Returns a request that is valid except for one to three changes.
    private String request() {
        String method = chance(4) ? any(METHODS) : chance(2) ? "GET" : "POST";
        String path = "/orgs/" + cloud.org() + (chance(2) ? "/events" : "/containers/c-1/events");
        if (chance(2)) {
            String segment = any(SEGMENTS);
            path = switch (random.nextInt(4)) {
                case 0 -> path + "/" + segment;
                case 1 -> "/" + segment + path;
                case 2 -> path.replace(cloud.org(), segment);
                default -> path.replace("c-1", segment).replaceFirst("events$", segment);
            };
        }
        if (chance(2)) {
            path += any(QUERIES);
        }
        StringBuilder head = new StringBuilder(method + " " + path + " " + (chance(8) ? "HTTP/1.0" : "HTTP/1.1"))
                .append("\r\nHost: ")
                .append(chance(8) ? "example.com" : cloud.uri().getAuthority())
                .append("\r\nConnection: close\r\n");
        if (!chance(6)) {
            head.append(chance(3) ? "AUTHORIZATION" : "Authorization")
                    .append(": Bearer ")
                    .append(cloud.key())
                    .append("\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.append(any(HEADERS)).append("\r\n");
        }
        return head + framed(method.equals("GET") ? "" : any(BODIES));
    }

    /// The body, usually with its length, which may be wrong.
    private String framed(String body) {
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return switch (random.nextInt(10)) {
            case 0 -> "Content-Length: " + length / 2 + "\r\n\r\n" + body;
            case 1 -> "Content-Length: -1\r\n\r\n" + body;
            case 2 -> "Content-Length: x\r\n\r\n" + body;
            case 3 ->
                "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
            case 4 -> "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body;
            default -> "Content-Length: " + length + "\r\n\r\n" + body;
        };
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private RawHttp.Answer send(String request) throws IOException {
        return RawHttp.send(cloud.uri(), request.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    }

    /// A response of the HTTP server itself, without the gateway, has no id.
    private static boolean isOfTheGateway(RawHttp.Answer answer) {
        return !answer.header("x-amzn-RequestId").isEmpty();
    }
}
