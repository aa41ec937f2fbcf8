package dev.containerevents.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;

/// Requests of one operation as API Gateway would pass them on: changed samples, and combinations that the samples
/// don't have. The caller is always of the own organisation; the request may be for anything.
///
/// @param good       samples that succeed
/// @param bad        those that don't
/// @param parameters names of the operation's query parameters
/// @param members    names that members of bodies have
/// @param positions  ids and tokens of both organisations
/// @param many       whether a body may have several events
record Requests(
        List<ObjectNode> good,
        List<ObjectNode> bad,
        List<String> parameters,
        List<String> members,
        Set<String> positions,
        boolean many) {

    private static final Set<String> PLAUSIBLE = Set.of(
            "acme",
            "globex",
            "c-1",
            "web-1",
            "ACCESS",
            "FAIL",
            "joe own",
            "asc",
            "desc",
            "1",
            "2",
            "1000",
            "last",
            "hour",
            "day",
            "event_type",
            "event_type,status",
            "created",
            "-created",
            "192.0.2.7",
            "own",
            "PROCESSED",
            "2023-11-18T12:00:00Z",
            "1700308800000",
            "2023-11-18T12:00:00.000000001+01:00",
            "containers",
            "door");

    private static final List<String> MEDIA_TYPES = List.of(
            "application/json",
            "application/json; charset=\"UTF-8\"",
            "application/json; charset=iso-8859-1",
            "application/json;charset=\"",
            "application/problem+json",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl; charset=us-ascii",
            "application/x-jsonlines",
            "application/json-seq",
            "text/csv",
            "application/cloudevents+json; charset=utf-8",
            "application/cloudevents-batch+json",
            "application/cloudevents+xml",
            "application/x-protobuf",
            "image/png",
            "multipart/form-data; boundary=\"a;b\"",
            "*/*;q=0",
            "text/*;q=.5, application/*;q=99999999999",
            ";;,");

    /// Headers that functions read, with their possible values. Not those that the gateway sets itself.
    private static final Map<String, List<String>> HEADERS = Map.ofEntries(
            Map.entry("Accept", MEDIA_TYPES),
            Map.entry("Content-Type", MEDIA_TYPES),
            Map.entry(
                    "Content-Encoding",
                    List.of("gzip", "deflate", "identity", "zstd", "snappy", "br", "gzip, gzip", "GZIP, ")),
            Map.entry(
                    "Prefer",
                    List.of("return=minimal", "return=\"minimal\"; a=\"", "return=representation", "respond-async")),
            Map.entry("Idempotency-Key", List.of("key-1", "t\u00fcr-2", "t\u00c3\u00bcr-2", "")),
            // Without the others of these, a request is invalid: the samples have them.
            Map.entry("ce-specversion", List.of("1.0", "0.3")),
            Map.entry("ce-message", List.of("%00", "%C3%BC", "%ff", "\"a\\")),
            Map.entry("ce-time", List.of("2023-11-18T12:00:00Z", "noon")),
            Map.entry("ce-subject", List.of("c-1", "a%2Fb", "..")),
            Map.entry("ce-traceparent", List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "\ud800")),
            Map.entry("Accept-Language", List.of("de")),
            Map.entry("X-Request-Id", List.of("api.example.com")));

    private record Pair(String name, List<String> values) {}

    private record Change(ObjectNode sample, boolean keep, List<Pair> query, List<Pair> headers, List<Pair> path) {}

    Arbitrary<String> events() {
        return Combinators.combine(
                        changes(),
                        bodies(),
                        bodies(),
                        // The samples of CloudEvents have bodies of any type, which others' headers don't announce.
                        many ? Arbitraries.of(0, 1, 2, 3, 3, 3, 4, 5) : Arbitraries.of(0, 0, 3, 3, 3, 4))
                .as(this::event);
    }

    private Arbitrary<ObjectNode> samples() {
        // A sample of a thousand events would take a second each time.
        List<ObjectNode> small = bad.stream()
                .filter(sample -> sample.path("body").asText().length() < 100_000)
                .toList();
        return small.isEmpty()
                ? Arbitraries.of(good)
                : Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.of(good)), Tuple.of(1, Arbitraries.of(small)));
    }

    private Arbitrary<Change> changes() {
        return Combinators.combine(
                        samples(),
                        Arbitraries.of(true, false),
                        few(pairs(Hostile.names(parameters), values()), parameters.isEmpty() ? 1 : 4),
                        few(headers(), 3),
                        few(
                                pairs(
                                        Arbitraries.of("container_id", "event_id", "id", "log_source", "org_id"),
                                        Arbitraries.oneOf(values().map(HandlerInvocation::encoded), values())),
                                1))
                .as(Change::new);
    }

    /// Usually none or one, because several changes hardly ever leave a valid request.
    private static Arbitrary<List<Pair>> few(ListArbitrary<Pair> pairs, int most) {
        return Arbitraries.frequencyOf(
                Tuple.of(4, pairs.ofSize(0)), Tuple.of(4, pairs.ofSize(1)), Tuple.of(1, pairs.ofMaxSize(most)));
    }

    private static ListArbitrary<Pair> pairs(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, several(values)).as(Pair::new).list();
    }

    /// Mostly one.
    private static Arbitrary<List<String>> several(Arbitrary<String> values) {
        return Arbitraries.frequencyOf(
                Tuple.of(5, values.list().ofSize(1)),
                Tuple.of(1, values.list().ofMinSize(2).ofMaxSize(3)));
    }

    private Arbitrary<String> values() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.of(PLAUSIBLE.stream().sorted().toList())),
                Tuple.of(3, position()),
                Tuple.of(1, Hostile.times()),
                Tuple.of(3, Hostile.texts()));
    }

    private Arbitrary<String> position() {
        return positions.isEmpty()
                ? Hostile.texts()
                : Arbitraries.of(positions.stream().sorted().toList());
    }

    private static ListArbitrary<Pair> headers() {
        return Arbitraries.of(HEADERS.keySet().stream().sorted().toList())
                .flatMap(header -> Combinators.combine(
                                Arbitraries.of(
                                        header, header.toLowerCase(Locale.ROOT), header.toUpperCase(Locale.ROOT)),
                                several(headerValues(HEADERS.get(header))))
                        .as(Pair::new))
                .list();
    }

    /// No server passes on a header with a line break.
    private static Arbitrary<String> headerValues(List<String> known) {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(known)),
                Tuple.of(1, Hostile.texts().map(text -> text.replaceAll("\\p{Cntrl}", ""))));
    }

    private Arbitrary<String> bodies() {
        List<String> known = good.stream()
                .map(sample -> sample.path("body").asText(""))
                .filter(body -> !body.isEmpty())
                .distinct()
                .toList();
        Arbitrary<String> names = Hostile.names(members);
        Arbitrary<String> changed = Combinators.combine(
                        Arbitraries.of(known.isEmpty() ? List.of("") : known),
                        JsonMutation.any(names).list().ofMinSize(1).ofMaxSize(2))
                .as((body, mutations) -> {
                    String text = body;
                    for (JsonMutation mutation : mutations) {
                        text = mutation.applyTo(text);
                    }
                    return text;
                });
        // As the gateway passes on bytes that aren't UTF-8.
        Arbitrary<String> bytes = Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(200)
                .map(sent -> new String(sent, StandardCharsets.UTF_8));
        return Arbitraries.frequencyOf(
                Tuple.of(200, changed),
                Tuple.of(60, Hostile.json(names)),
                Tuple.of(10, bytes),
                Tuple.of(10, Hostile.texts()),
                Tuple.of(1, Hostile.giants()));
    }

    /// @param form how the body is sent: one, two lines, a list, what the sample has, with a byte order mark, or
    /// as a JSON text sequence
    private String event(Change change, String body, String second, int form) {
        ObjectNode event = change.sample().deepCopy();
        ((ObjectNode) event.path("requestContext")).set("authorizer", TwoOrgs.context(TwoOrgs.OWN));
        put(event, "multiValueQueryStringParameters", change.query(), change.keep());
        put(event, "multiValueHeaders", change.headers(), true);
        if (event.path("pathParameters") instanceof ObjectNode path) {
            for (Pair pair : change.path()) {
                if (path.has(pair.name())) {
                    path.put(pair.name(), pair.values().getFirst());
                }
            }
            event.put("path", filled(event.path("resource").asText(), path));
        }
        if (!event.path("httpMethod").asText().equals("POST")) {
            return event.toString();
        }
        switch (form) {
            case 0 -> event.put("body", body);
            case 1 -> event.put("body", body + "\n" + second);
            case 2 -> event.put("body", "{\"events\":[" + body + "," + second + "]}");
            case 4 -> event.put("body", "\ufeff" + body);
            case 5 -> event.put("body", "\u001e" + body + "\n\u001e" + second + "\n");
            default -> {}
        }
        return event.toString();
    }

    private static void put(ObjectNode event, String member, List<Pair> pairs, boolean keep) {
        ObjectNode values = event.path(member) instanceof ObjectNode kept && keep ? kept : event.putObject(member);
        for (Pair pair : pairs) {
            ArrayNode list = values.putArray(pair.name());
            pair.values().forEach(list::add);
        }
        if (values.isEmpty()) {
            event.putNull(member);
        }
    }

    /// The gateway passes on path parameters as they were sent.
    private static String filled(String resource, ObjectNode path) {
        String filled = resource;
        for (Map.Entry<String, JsonNode> parameter : path.properties()) {
            filled = filled.replace(
                    "{" + parameter.getKey() + "}", parameter.getValue().asText());
        }
        return filled;
    }
}
