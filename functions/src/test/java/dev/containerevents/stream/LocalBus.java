package dev.containerevents.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.aws.Aws;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/// An event bus that accepts entries like EventBridge, over HTTP on loopback. It keeps them, and fails as a test
/// demands.
public final class LocalBus implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// How the server responds to a call.
    sealed interface Fate {

        /// Accepts the entries whose code is empty, and refuses each other one with its code.
        record Answer(List<String> codes) implements Fate {}

        /// Refuses the whole call.
        record Refuse(int status, String code) implements Fate {}

        /// Closes the connection; the entries may have been accepted before.
        record Cut(boolean taken) implements Fate {}
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<JsonNode> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<List<JsonNode>> calls = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<List<JsonNode>, Fate> fate = LocalBus::takeAll;

    /// A bus that accepts everything.
    public LocalBus() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    static Fate takeAll(List<JsonNode> entries) {
        return refuse(entries, _ -> "");
    }

    /// Refuses each entry with its code, unless that is empty.
    static Fate refuse(List<JsonNode> entries, Function<JsonNode, String> code) {
        return new Fate.Answer(entries.stream().map(code).toList());
    }

    /// From now on, this decides the response to each call.
    void fate(Function<List<JsonNode>, Fate> next) {
        this.fate = next;
    }

    /// Returns the accepted entries, each as often as it was accepted.
    List<JsonNode> taken() {
        return List.copyOf(taken);
    }

    /// Returns the ids of the accepted events.
    List<String> ids() {
        return taken().stream().map(LocalBus::id).toList();
    }

    static String id(JsonNode entry) {
        try {
            return MAPPER.readTree(entry.path("Detail").asText()).path("id").asText();
        } catch (IOException e) {
            return "";
        }
    }

    /// The size of an entry with a time, as AWS's documentation counts it.
    static int bytes(JsonNode entry) {
        int bytes = 14;
        for (String member : List.of("Source", "DetailType", "Detail")) {
            bytes += entry.path(member).asText().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

    /// The entries of each call of the bus.
    List<List<JsonNode>> calls() {
        return List.copyOf(calls);
    }

    /// Returns a function that publishes here.
    PublishEvents handler(LocalQueue queue) {
        EventBridgeClient client = Aws.client(
                EventBridgeClient.builder(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "us-east-1",
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
        return new PublishEvents(new EventBus(client, "events"), queue.deadLetters());
    }

    /// Returns the function's response to a batch, with a bus that accepts everything.
    public static JsonNode answerTo(String batch) throws IOException {
        try (LocalBus bus = new LocalBus();
                LocalQueue queue = new LocalQueue()) {
            return HandlerInvocation.of(bus.handler(queue), batch);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = MAPPER.readTree(exchange.getRequestBody());
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            if (target.equals("AWSEvents.PutEvents")) {
                put(exchange, request);
            } else {
                answer(exchange, 400, error("UnknownOperationException"));
            }
        }
    }

    private void put(HttpExchange exchange, JsonNode request) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        request.path("Entries").forEach(entries::add);
        calls.add(entries);
        switch (fate.apply(entries)) {
            case Fate.Answer(var codes) -> answer(exchange, 200, results(entries, codes));
            case Fate.Refuse(int status, String code) -> answer(exchange, status, error(code));
            // An exchange that is closed without a response closes its connection.
            case Fate.Cut(boolean done) -> taken.addAll(done ? entries : List.of());
        }
    }

    private ObjectNode results(List<JsonNode> entries, List<String> codes) {
        ObjectNode answer = MAPPER.createObjectNode();
        answer.put(
                "FailedEntryCount",
                codes.stream().filter(code -> !code.isEmpty()).count());
        ArrayNode results = answer.putArray("Entries");
        for (int i = 0; i < entries.size(); i++) {
            if (codes.get(i).isEmpty()) {
                taken.add(entries.get(i));
                results.addObject().put("EventId", "e-" + taken.size());
            } else {
                results.addObject().put("ErrorCode", codes.get(i)).put("ErrorMessage", "as the test says");
            }
        }
        return answer;
    }

    private static ObjectNode error(String code) {
        return MAPPER.createObjectNode().put("__type", code).put("message", "as the test says");
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
