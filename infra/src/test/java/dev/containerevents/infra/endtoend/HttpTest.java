package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.http.Cors;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What HTTP and browsers expect of every operation, whatever it does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpTest {

    /// Headers that differ between responses, or depend on the length of the body.
    private static final List<String> OF_THE_MOMENT = List.of(
            "date", "content-length", "x-amzn-requestid", "x-amz-apigw-id", "x-consumed-read-units", "ratelimit");

    private Tenant tenant;
    private String event;
    private String destination;

    @BeforeAll
    void start() throws Exception {
        tenant = Tenant.create(Cloud.current());
        event = tenant.log("c-1", "ACCESS", 0);
        destination = RecordingReceiver.destination(tenant, "http://127.0.0.1:9");
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        List<Operation> reads = Contract.read().operations().stream()
                .filter(operation -> operation.route().method().equals("GET"))
                .toList();
        assertThat(reads).hasSizeGreaterThan(15);
        for (Operation operation : reads) {
            String path = path(operation);
            Answer get = tenant.client().get(path);
            Answer head = tenant.client().send(tenant.client().request(path).HEAD());

            assertThat(get.status()).as(path).isEqualTo(200);
            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.text()).as(path).isEmpty();
            assertThat(lasting(head)).as(path).isEqualTo(lasting(get));
        }
    }

    private String path(Operation operation) {
        return operation
                .route()
                .path()
                .replace("{org_id}", tenant.org())
                .replace("{container_id}", "c-1")
                .replace("{log_source}", "generic")
                .replace("{destination_id}", destination)
                .replaceAll("\\{(event_)?id}", event);
    }

    private static Map<String, List<String>> lasting(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeIf(name -> OF_THE_MOMENT.contains(name.toLowerCase(Locale.ROOT)));
        return headers;
    }

    @Test
    void answersHeadWithTheStatusOfGet() throws Exception {
        for (String path : List.of("/containers/none/events", "/events?limit=0", "/events/none")) {
            int status = tenant.client().get(tenant.path(path)).status();
            Answer head = tenant.client()
                    .send(tenant.client().request(tenant.path(path)).HEAD());

            assertThat(head.status()).as(path).isEqualTo(status).isBetween(400, 404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "application/json; charset=utf-8",
                "application/x-ndjson",
                "application/jsonl",
                "application/cloudevents+json",
                "application/cloudevents-batch+json",
                "application/x-www-form-urlencoded",
                "application/xml",
                "application/octet-stream",
                "multipart/form-data; boundary=x",
                "text/plain",
                "text/csv"
            })
    void answersOptionsWhateverItsMediaType(String mediaType) throws Exception {
        Client browser = tenant.cloud().client(null);
        for (Operation operation : Contract.read().operations()) {
            var request = browser.request(path(operation)).method("OPTIONS", BodyPublishers.noBody());
            Answer preflight = browser.send(mediaType.isEmpty() ? request : request.header("Content-Type", mediaType));

            assertThat(preflight.status()).as(operation.id()).isEqualTo(204);
            assertThat(preflight.header("Access-Control-Allow-Headers").split(","))
                    .as(operation.id())
                    .contains("*", "Authorization");
            assertThat(preflight.header("Access-Control-Allow-Methods").split(","))
                    .contains(operation.route().method(), "OPTIONS");
        }
    }

    /// With a 5xx, anyone without a key could trigger an alarm.
    @Test
    void answersOptionsOfAnUnknownMediaTypeAsTheClientsFault() throws Exception {
        Client browser = tenant.cloud().client(null);
        Answer preflight = browser.send(browser.request(tenant.path("/events"))
                .header("Content-Type", "image/png")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(preflight.status()).isEqualTo(415);
    }

    /// The gateway caches the authorizer's response by the whole header, so each of these invokes it again.
    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer ", "BEARER ", "bearer  ", "bEaReR ", "TOKEN ", "token ", "BEARER token ", "Bearer Token "
            })
    void acceptsASchemeInAnyCase(String scheme) throws Exception {
        Client client = tenant.cloud().client(scheme + tenant.key());

        assertThat(client.get(tenant.path("/events")).status()).isEqualTo(200);
        assertThat(client.get("/api/events/").status()).isEqualTo(200);
        assertThat(client.post("/api/v3/events/events/", "{\"action\":\"login\",\"app\":\"a\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void exposesEveryHeaderThatAPageNeeds() throws Exception {
        List<String> needed = List.of(
                "Next-Token",
                "Link",
                "Location",
                "RateLimit",
                "RateLimit-Policy",
                "X-Consumed-Read-Units",
                "X-Consumed-Write-Units",
                "Retry-After",
                "Preference-Applied",
                "Idempotent-Replayed",
                "X-Result-Count");
        assertThat(Cors.EXPOSED_HEADERS).containsAll(needed);
        for (Answer answer : List.of(
                tenant.client().get(tenant.path("/events")),
                tenant.client().get(tenant.path("/nothing/here")),
                tenant.cloud().client(null).get(tenant.path("/events")))) {
            assertThat(answer.header("Access-Control-Expose-Headers").split(", ?"))
                    .as("%s", answer)
                    .containsAll(needed);
        }
    }

    @Test
    void forbidsCachingOfTheGatewaysResponses() throws Exception {
        Client other = Tenant.create(tenant.cloud()).client();
        List<Answer> answers = List.of(
                tenant.cloud().client(null).get(tenant.path("/events")),
                other.get(tenant.path("/events")),
                tenant.client().get(tenant.path("/nothing/here")),
                bulk("x".repeat(7_000_000)),
                coded("zstd", "x"));

        assertThat(answers).extracting(Answer::status).containsExactly(401, 403, 404, 413, 415);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        });
    }

    /// Each quotation mark of a text takes two bytes in JSON and four in the event, in which the JSON is a string.
    @Test
    void namesTheLimitThatABulkOfQuotesMeets() throws Exception {
        Answer refused = bulk(quotes(3_900_000));
        Answer taken = bulk(quotes(3_000_000));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().path("detail").asText()).contains("6 MB", "at most 3 MB");
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.json()
                        .path("results")
                        .valueStream()
                        .map(result -> result.path("status").asInt()))
                .as("each is stored, or a slow machine had no time for it")
                .containsAnyOf(200)
                .isSubsetOf(200, 503);
    }

    /// Returns as many events as fit, one per line, whose messages consist of quotation marks.
    private static String quotes(int bytes) {
        String line = "{\"container_id\":\"c-1\",\"event_type\":\"a\",\"status\":\"FAIL\",\"message\":\""
                + "\\\"".repeat(4000) + "\"}\n";
        return line.repeat(bytes / line.length());
    }

    private Answer bulk(String lines) throws Exception {
        return tenant.client().logAll(tenant.org(), lines);
    }

    @Test
    void namesTheCodingsThatItAccepts() throws Exception {
        for (String coding : List.of("zstd", "snappy", "gzip")) {
            Answer answer = coded(coding, "{\"container_id\":\"c-1\",\"event_type\":\"a\",\"status\":\"FAIL\"}");

            assertThat(answer.status()).as(coding).isEqualTo(415);
            assertThat(answer.header("Accept-Encoding")).as(coding).isEqualTo("gzip, deflate");
        }
    }

    private Answer coded(String coding, String body) throws Exception {
        return tenant.client()
                .send(tenant.client()
                        .request(tenant.path("/events"))
                        .header("Content-Type", "application/x-ndjson")
                        .header("Content-Encoding", coding)
                        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }
}
