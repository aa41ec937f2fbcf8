package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.LocalTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The response to a bulk reports its result to clients that read all of it and to those that don't, and it always
/// arrives.
final class BulkResponseTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};
    private static final String[] CLOUD_EVENTS = {"Content-Type", "application/cloudevents-batch+json"};

    /// The maximum size of a response that Lambda passes on.
    private static final int MOST_BYTES = 6 * 1024 * 1024;

    private static final int MOST_BULK_BYTES = 4 * 1024 * 1024;
    private static final int EVENTS = 1000;

    /// On a busy machine, the first call needs some.
    private static final Duration TIME = Duration.ofMillis(500);

    /// The maximum number of errors in a response, as in the contract.
    private static final int MOST_FAULTS = 3_000;

    private final Org org = Org.plain("org-" + System.nanoTime());
    private final OrgApi api = new OrgApi(TABLE.events(), org);

    private static String event(String container, String more) {
        return "{\"container_id\":\"" + container + "\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":"
                + "\"2024-03-01T09:00:00Z\"" + more + "}";
    }

    /// Names that are long in a response, or so short that there is room for many.
    static List<String> names() {
        return List.of(
                "", "a", "\\\"", "\\\\", "\\u0001", "\\u001f", "\\n", "\\u0022", "\\ufffe", "\u007f", "\u2028", "é",
                "\uffff", "😀");
    }

    /// As many unknown members as fit, each with a name of so many of these.
    private static String members(String piece, int most) {
        int pieces = piece.isEmpty() ? 0 : 64;
        StringBuilder event = new StringBuilder("{");
        for (int i = 0; i < 60; i++) {
            String name = piece.repeat(pieces) + Integer.toString(i, 36);
            String member = (i == 0 ? "\"" : ",\"") + name + "\":1";
            if (bytes(event + member) + 1 > most) {
                break;
            }
            event.append(member);
        }
        return event.append('}').toString();
    }

    /// One member that appears twice.
    private static String twice(String piece, int most) {
        String name = (piece.isEmpty() ? "b" : piece).repeat((most - 20) / 2 / Math.max(1, bytes(piece)));
        return "{\"" + name + "\":1,\"" + name + "\":2}";
    }

    /// The known members, each with an invalid value.
    private static String wrong(String piece, int most) {
        String text = piece.repeat(most / 8 / Math.max(1, bytes(piece)));
        return Stream.of("container_id", "event_type", "status", "timestamp", "client_ip", "expires", "idempotency_key")
                .map(name -> "\"" + name + "\":\"" + text.substring(0, Math.max(0, text.length() - 30)) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @ParameterizedTest
    @MethodSource("names")
    void alwaysFitsIntoLambdasLimit(String piece) {
        int most = MOST_BULK_BYTES / EVENTS - 2;
        List<String> lines = Collections.nCopies(EVENTS, members(piece, most));
        List<String> cloudEvents = Collections.nCopies(EVENTS, twice(piece, most));
        for (Answer answer : List.of(
                api.createAll(String.join("\n", lines), NDJSON),
                api.createAll("[" + String.join(",", cloudEvents) + "]", CLOUD_EVENTS))) {
            assertThat(answer.bytes()).isLessThan(MOST_BYTES);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.statuses()).hasSize(EVENTS).containsOnly(400);
            assertThat(answer.results())
                    .allMatch(result -> result.path("detail").asText().length() > 10);
        }
    }

    /// So the limit holds for every mixture: each part of a response is limited separately.
    @ParameterizedTest
    @MethodSource("names")
    void boundsEveryPartOfAResponse(String piece) {
        int most = MOST_BULK_BYTES / EVENTS - 2;
        int longestFault = 0;
        int longestResult = 0;
        for (String event :
                List.of(members(piece, most), twice(piece, most), wrong(piece, most), wrong(piece, 60_000))) {
            Answer answer = api.createAll(OrgApi.bulk(List.of(event)));
            for (JsonNode result : answer.results()) {
                for (JsonNode fault : result.path("errors")) {
                    longestFault = Math.max(longestFault, escaped(fault));
                }
                ((ObjectNode) result).remove("errors");
                longestResult = Math.max(longestResult, escaped(result));
            }
        }
        assertThat(EVENTS * longestResult + MOST_FAULTS * longestFault + 1000).isLessThan(MOST_BYTES);
    }

    /// Returns its size inside the proxy response, in bytes.
    private static int escaped(JsonNode value) {
        return bytes(OrgApi.MAPPER.getNodeFactory().textNode(value.toString()).toString()) - 1;
    }

    @Test
    void listsAllFaultsOfTheFirstEventsAndADetailForEachOfTheOthers() {
        String event = members("", 4000);
        Answer answer = api.createAll(OrgApi.bulk(Collections.nCopies(100, event)));

        List<JsonNode> results = answer.results();
        assertThat(results.subList(0, 60))
                .allMatch(result -> result.path("errors").size() == 50);
        assertThat(results.subList(60, 100)).allMatch(result -> !result.has("errors"));
        assertThat(results.getFirst().path("detail").asText()).endsWith("(and 62 more, see errors)");
        assertThat(results.getLast().path("detail").asText()).endsWith("(and 62 more)");
        assertThat(results.getLast().path("message"))
                .isEqualTo(results.getLast().path("detail"));
    }

    @Test
    void isA400IfRetryingCanNotHelp() {
        String keyed = event("c-1", ",\"idempotency_key\":\"k\"");
        api.createAll(keyed, NDJSON);
        String other = event("c-1", ",\"idempotency_key\":\"k\",\"message\":\"other\"");

        for (Answer answer : List.of(
                api.createAll("{}", NDJSON),
                api.createAll(other, NDJSON),
                api.createAll(other + "\n{}\n{oops", NDJSON),
                api.createAll(OrgApi.bulk(List.of("{}"))),
                api.createAll("[{}]", CLOUD_EVENTS),
                api.createAll("{}", "Content-Type", "application/cloudevents+json"),
                api.createAll(event("c-1", ",\"context\":{\"a\":\"" + "x".repeat(70_000) + "\"}"), NDJSON))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.header("Retry-After")).isEmpty();
            assertThat(answer.body().path("accepted").asInt()).isZero();
            assertThat(answer.body().path("rejected").asInt()).isPositive();
            assertThat(answer.statuses()).isSubsetOf(400, 413, 422);
        }
    }

    @Test
    void isA200IfAnyEventWasAcceptedOrThereWereNone() {
        String keyed = event("c-1", ",\"idempotency_key\":\"k\"");

        assertThat(api.createAll(keyed + "\n{}", NDJSON).status()).isEqualTo(200);
        assertThat(api.createAll(keyed + "\n{}", NDJSON)
                        .body()
                        .at("/results/0/replayed")
                        .asBoolean())
                .isTrue();
        assertThat(api.createAll(keyed + "\n{}", NDJSON).status()).isEqualTo(200);
        for (Answer nothing : List.of(
                api.createAll("", NDJSON),
                api.createAll("\n \r\n\ufeff", NDJSON),
                api.createAll(OrgApi.bulk(List.of())),
                api.createAll("[]", CLOUD_EVENTS))) {
            assertThat(nothing.status()).isEqualTo(200);
            assertThat(nothing.body().path("results")).isEmpty();
        }
    }

    /// The container decides what DynamoDB does with the event.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "503 unavailable bad",
                "503 throttled unavailable",
                "503 bad unavailable throttled",
                "429 throttled",
                "429 bad throttled bad",
                "200 unavailable good throttled",
                "400 bad bad"
            })
    void asksAClientToRetryIfThatMayHelp(String line) {
        String[] words = line.split(" ");
        int status = Integer.parseInt(words[0]);
        String body = Stream.of(words)
                .skip(1)
                .map(word -> word.equals("bad") ? "{}" : event(word, ""))
                .collect(Collectors.joining("\n"));
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call -> call.body().contains("throttled")
                    ? Fault.THROTTLE
                    : call.body().contains("unavailable") ? Fault.FAIL : Fault.PASS);
            OrgApi client = new OrgApi(TABLE.through(proxy).events(), org);

            Answer answer = client.createAllWithin(TIME, body, NDJSON);

            assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
            assertThat(answer.header("Retry-After")).isEqualTo(status == 503 || status == 429 ? "1" : "");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.results()).hasSize(words.length - 1);
        }
    }

    @Test
    void letsTheFirstOfTwoEventsWithOneKeyWin() {
        Random random = new Random(1);
        List<String> events = new ArrayList<>();
        Map<Integer, String> first = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            int key = random.nextInt(50);
            String message = "m-" + random.nextInt(3);
            first.putIfAbsent(key, message);
            events.add(event("c-1", ",\"idempotency_key\":\"" + key + "\",\"message\":\"" + message + "\""));
        }

        Answer answer = api.createAll(String.join("\n", events), NDJSON);

        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = tree(events.get(i));
            int key = event.path("idempotency_key").asInt();
            boolean won = event.path("message").asText().equals(first.get(key));
            JsonNode result = answer.results().get(i);
            assertThat(result.path("status").asInt()).as(i + ": " + result).isEqualTo(won ? 200 : 422);
            assertThat(result.path("replayed").asBoolean())
                    .as(i + ": " + result)
                    .isEqualTo(won && seen.merge(key, 1, Integer::sum) > 1);
        }
        Map<String, String> stored = new HashMap<>();
        for (JsonNode event :
                api.list(ListOrgEvents::new, Map.of("limit", "1000")).events()) {
            stored.put(event.path("event_id").asText(), event.path("message").asText());
        }
        assertThat(stored).hasSize(first.size());
        IntStream.range(0, events.size())
                .filter(i -> answer.statuses().get(i) == 200)
                .forEach(i -> assertThat(stored.get(
                                answer.results().get(i).path("event_id").asText()))
                        .isEqualTo(tree(events.get(i)).path("message").asText()));
    }

    private static JsonNode tree(String json) {
        return new Answer(0, Map.of(), json, 0).body();
    }

    /// The second must not be stored instead of the first while the first may be sent again.
    @Test
    void storesNoLaterEventOfAKeyIfTheFirstIsInDoubt() {
        String first = event("c-1", ",\"idempotency_key\":\"k\",\"message\":\"first\"");
        String second = event("c-1", ",\"idempotency_key\":\"k\",\"message\":\"second\"");
        for (Fault fault : List.of(Fault.FAIL, Fault.CUT_BEFORE, Fault.THROTTLE)) {
            try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
                proxy.plan(call -> call.body().contains("first") ? fault : Fault.PASS);
                OrgApi client = new OrgApi(TABLE.through(proxy).events(), org);

                Answer answer = client.createAllWithin(TIME, first + "\n" + second, NDJSON);

                int status = fault == Fault.THROTTLE ? 429 : 503;
                assertThat(answer.statuses()).as(fault.name()).containsExactly(status, status);
            }
        }
        assertThat(api.walk(ListOrgEvents::new, Map.of())).isEmpty();
        assertThat(api.createAll(first + "\n" + second, NDJSON).statuses()).containsExactly(200, 422);
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsAMinimalResponseToFourKilobytes(String piece) {
        String body = String.join("\n", Collections.nCopies(300, members(piece, 4000)));

        Answer answer = minimal(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(answer.body().path("accepted").asInt()).isZero();
        assertThat(answer.body().path("rejected").asInt()).isEqualTo(300);
        assertThat(answer.results()).hasSizeBetween(4, 40);
        for (int i = 0; i < answer.results().size(); i++) {
            JsonNode result = answer.results().get(i);
            assertThat(result.path("index").asInt()).isEqualTo(i);
            assertThat(result.path("status").asInt()).isEqualTo(400);
            assertThat(result.path("detail").asText()).startsWith("body").doesNotEndWith("see errors)");
            assertThat(result).hasSize(3);
        }
        assertThat(bytes(answer.text())).isBetween(1800, 2816);
        int headers = answer.headers().entrySet().stream()
                .mapToInt(header -> (header.getKey() + ": " + header.getValue() + "\r\n").length())
                .sum();
        // The rest is for headers of the gateway and a CDN.
        assertThat(bytes(answer.text()) + headers).isLessThan(4096 - 600);
    }

    private Answer minimal(String body) {
        return api.createAll(body, "Content-Type", "application/x-ndjson", "Prefer", "return=minimal");
    }

    @Test
    void showsNothingOfAcceptedEventsInAMinimalResponse() {
        String good = event("c-1", "");

        assertThat(minimal((good + "\n").repeat(300)).text())
                .isEqualTo("{\"accepted\":300,\"rejected\":0,\"results\":[]}");
        Answer mixed = minimal(good + "\n" + event("c-1", ",\"door\":3") + "\n" + good);
        assertThat(mixed.status()).isEqualTo(200);
        assertThat(mixed.text())
                .isEqualTo("{\"accepted\":2,\"rejected\":1,\"results\":[{\"index\":1,\"status\":400,"
                        + "\"detail\":\"body/door is not a known member\"}]}");
    }

    /// An error of the bulk as a whole is reported without its faults if they could be too long.
    @Test
    void keepsAProblemToFourKilobytesToo() {
        Answer answer = api.createAll(members("\\\"", 60_000), "Prefer", "return=minimal");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(bytes(answer.text())).isLessThan(2816);
        assertThat(answer.body().path("detail").asText()).endsWith(" more)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return=minimal",
                "Return=Minimal",
                "return = \"minimal\"",
                "respond-async, return=minimal;foo=\"a, b\"; wait=10",
                "foo=\",\", return=minimal",
                "return=minimal, return=representation"
            })
    void readsThePreferenceHoweverItIsWritten(String prefer) {
        Answer answer = api.createAll(event("c-1", ""), "Content-Type", "application/x-ndjson", "prefer", prefer);

        assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(answer.results()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "return=representation",
                "minimal",
                "return",
                "foo=\"return=minimal\"",
                "handling=strict",
                "return=representation, return=minimal",
                "x;return=minimal"
            })
    void answersInFullWithoutThePreference(String prefer) {
        Answer answer = api.createAll(event("c-1", ""), "Content-Type", "application/x-ndjson", "Prefer", prefer);

        assertThat(answer.header("Preference-Applied")).isEmpty();
        assertThat(answer.results()).hasSize(1);
    }
}
