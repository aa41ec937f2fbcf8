package dev.containerevents.orgs;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.GatewayEvent;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.count.EventCounter;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.event.Scope;
import dev.containerevents.http.Caller;
import dev.containerevents.http.Credential;
import dev.containerevents.table.EventTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The native endpoints as a client of one organisation sees them. Calls go to the real handlers, as proxy events
/// with an authorizer's context. Each call has its own handler, so that calls may be made in parallel.
///
/// @param scope which the authorizer says
record OrgApi(EventTable table, Org org, Scope scope) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    /// The handlers that list an organisation's events.
    static final List<Function<EventTable, RequestStreamHandler>> LISTS = List.of(
            ListOrgEvents::new,
            ListEventsByAccess::new,
            ListEventsByBlock::new,
            ListEventsByCreate::new,
            ListEventsByExpire::new,
            ListEventsByFail::new);

    /// The binary media type of the deployed API.
    private static final String BINARY_TYPE = "application/x-protobuf";

    /// Parameters that may be repeated: here with spaces between their values.
    private static final Set<String> REPEATED = Set.of("event_type", "group_by");

    /// The time of a function for a request.
    private static final Duration LAMBDA = Duration.ofSeconds(25);

    /// A bulk is stored as a whole, however slow the machine is.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Characters that Python's `splitlines` treats as the end of a line.
    private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029]");

    OrgApi(EventTable table, Org org) {
        this(table, org, Scope.ALL);
    }

    /// A response of the API.
    ///
    /// @param bytes the length of the whole proxy response
    record Answer(int status, Map<String, String> headers, String text, int bytes) {

        /// Reads a proxy response.
        static Answer of(byte[] bytes) throws IOException {
            JsonNode answer = MAPPER.readTree(bytes);
            Map<String, String> headers = new HashMap<>();
            answer.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            return new Answer(
                    answer.path("statusCode").asInt(),
                    headers,
                    answer.path("body").asText(),
                    bytes.length);
        }

        JsonNode body() {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String id() {
            return body().path("event_id").asText();
        }

        boolean isReplay() {
            return header("Idempotent-Replayed").equals("true");
        }

        List<JsonNode> results() {
            return list(body().path("results"));
        }

        /// Returns the status of each result of a bulk.
        List<Integer> statuses() {
            return results().stream()
                    .map(result -> result.path("status").asInt())
                    .toList();
        }

        /// Returns the ids of a list in any format.
        List<String> ids() {
            String form = header("Content-Type");
            try {
                if (form.startsWith("text/csv")) {
                    return CsvTest.rows(text).stream()
                            .map(row -> row.get("event_id"))
                            .toList();
                }
                if (form.startsWith("application/x-ndjson")) {
                    return ids(lines(), "event_id");
                }
                return form.startsWith("application/cloudevents-batch+json")
                        ? ids(elements(), "id")
                        : ids(events(), "event_id");
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        /// Returns the lines of a body, each of which is JSON. A line ends wherever Python's `splitlines` ends
        /// one.
        List<JsonNode> lines() throws IOException {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : LINE_END.split(text, 0)) {
                if (!line.isEmpty()) {
                    lines.add(MAPPER.readTree(line));
                }
            }
            return lines;
        }

        /// Returns the events of a list.
        List<JsonNode> events() {
            return list(body().path("events"));
        }

        /// Returns the elements of a body that is an array.
        List<JsonNode> elements() {
            return list(body());
        }

        private static List<String> ids(List<JsonNode> events, String member) {
            return events.stream().map(event -> event.path(member).asText()).toList();
        }

        private static List<JsonNode> list(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false).toList();
        }
    }

    /// Returns the same client with another authorizer's context.
    OrgApi as(Org other) {
        return new OrgApi(table, other, scope);
    }

    /// Returns the same client with a viewer token of that scope.
    OrgApi within(Scope narrower) {
        return new OrgApi(table, org, narrower);
    }

    private Caller caller() {
        return scope.isAll()
                ? new Caller(org, EnumSet.allOf(Permission.class))
                : new Caller(
                        org,
                        EnumSet.of(Permission.READ),
                        Optional.empty(),
                        Optional.empty(),
                        new Credential("v0123456789abcdef", Optional.empty(), scope));
    }

    /// Calls an operation that has no other parameters.
    Answer call(RequestStreamHandler handler) {
        return call(handler, request("GET"));
    }

    Answer create(String container, String body, String... headers) {
        return call(
                new CreateContainerEvent(table), creation(container).body(body).headers(headers));
    }

    /// Sends bytes as the gateway passes them on: as Base64 if their media type is binary, otherwise as text.
    Answer createFrom(String container, byte[] body, Map<String, String> headers) {
        return call(new CreateContainerEvent(table), passedOn(creation(container), body, headers));
    }

    /// Sends bytes to the bulk in the same way.
    Answer createAllFrom(byte[] body, Map<String, String> headers) {
        return call(new CreateEvents(table, PATIENCE), passedOn(request("POST"), body, headers));
    }

    private GatewayEvent creation(String container) {
        return request("POST").pathParameters(Map.of("container_id", container));
    }

    private static GatewayEvent passedOn(GatewayEvent request, byte[] body, Map<String, String> headers) {
        boolean isBinary = BINARY_TYPE.equals(headers.get("Content-Type"));
        return (isBinary ? request.body(body) : request.body(new String(body, StandardCharsets.UTF_8)))
                .headers(lines(headers));
    }

    private static String[] lines(Map<String, String> headers) {
        return headers.entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
    }

    Answer createAll(String body, String... headers) {
        return createAllWithin(PATIENCE, body, headers);
    }

    /// Returns the same client, whose bulks write for so long.
    Answer createAllWithin(Duration time, String body, String... headers) {
        return call(new CreateEvents(table, time), request("POST").body(body).headers(headers));
    }

    Answer get(String container, String id, String... headers) {
        Map<String, String> path = Map.of("container_id", container, "event_id", id);
        return call(
                new GetContainerEvent(table),
                request("GET").pathParameters(path).headers(headers));
    }

    /// Gets an event without its container.
    Answer getAnywhere(String id, String... headers) {
        return call(
                new GetEvent(table),
                request("GET").pathParameters(Map.of("event_id", id)).headers(headers));
    }

    Answer list(Function<EventTable, RequestStreamHandler> endpoint, Map<String, String> query, String... headers) {
        return call(endpoint.apply(table), reading(query).headers(headers));
    }

    /// Returns all events of the organisation, in that format.
    Answer listAs(String mediaType, Map<String, String> query) {
        return list(ListOrgEvents::new, query, "Accept", mediaType);
    }

    /// Logs all of these.
    void log(List<? extends JsonNode> events) {
        Answer answer = createAll(bulk(events.stream().map(JsonNode::toString).toList()));
        if (answer.statuses().stream().anyMatch(status -> status != 200)) {
            throw new IllegalStateException(answer.text());
        }
    }

    Answer count(EventCounter counter, Map<String, String> query) {
        return call(new CountEvents(counter), reading(query));
    }

    Answer listContainer(String container, Map<String, String> query, String... headers) {
        return call(
                new ListContainerEvents(table),
                reading(query).pathParameters(Map.of("container_id", container)).headers(headers));
    }

    /// Returns the ids of a whole list, page after page.
    List<String> walk(Function<EventTable, RequestStreamHandler> endpoint, Map<String, String> query) {
        List<String> ids = new ArrayList<>();
        Map<String, String> next = query;
        while (true) {
            Answer page = list(endpoint, next);
            if (page.status() != 200) {
                throw new IllegalStateException(page.toString());
            }
            ids.addAll(page.ids());
            String token = page.body().path("next_token").asText();
            if (token.isEmpty()) {
                return ids;
            }
            next = with(query, "next_token", token);
        }
    }

    static Map<String, String> with(Map<String, String> query, String name, String value) {
        Map<String, String> more = new HashMap<>(query);
        more.put(name, value);
        return more;
    }

    /// Returns a bulk of these events as JSON.
    static String bulk(List<String> events) {
        return "{\"events\":[" + String.join(",", events) + "]}";
    }

    /// Returns a bulk of so many events as JSON.
    static String bulk(int size, IntFunction<String> event) {
        return bulk(IntStream.range(0, size).mapToObj(event).toList());
    }

    private GatewayEvent reading(Map<String, String> query) {
        GatewayEvent request = request("GET");
        query.forEach((name, value) ->
                request.query(name, REPEATED.contains(name) ? List.of(value.split(" ", -1)) : List.of(value)));
        return request;
    }

    private GatewayEvent request(String method) {
        return GatewayEvent.of(method, "/some/path", caller()).pathParameters(Map.of("org_id", org.id()));
    }

    private Answer call(RequestStreamHandler handler, GatewayEvent event) {
        try {
            return Answer.of(HandlerInvocation.bytes(handler, event.toString(), LAMBDA));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
