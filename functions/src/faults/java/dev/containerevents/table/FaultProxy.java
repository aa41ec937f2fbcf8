package dev.containerevents.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.locks.LockSupport;

/// A proxy in front of DynamoDB that does to its clients what networks and throttled partitions do. A [Plan]
/// decides what happens to each call; without one, everything passes.
///
///     try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
///         proxy.plan(Plan.everyNth(3, Fault.CUT_AFTER).ofWrites());
///         // … calls to proxy.endpoint()
///     }
///
/// It listens on loopback, knows nothing of what is tested, and adds up the units in the responses that it passed
/// on. Thread-safe.
public final class FaultProxy implements AutoCloseable {

    /// What can happen to a call.
    public enum Fault {
        /// Nothing.
        PASS,
        /// DynamoDB refuses it: the partition is throttled. It did nothing.
        THROTTLE,
        /// DynamoDB refuses it: the table, or the account, is throttled. It did nothing.
        THROTTLE_TABLE,
        /// DynamoDB refuses a transaction: another one is in progress on one of its items. It did nothing.
        CONFLICT,
        /// DynamoDB responds that it failed. It did nothing.
        FAIL,
        /// The connection ends before the call reaches DynamoDB.
        CUT_BEFORE,
        /// DynamoDB executes the call, and the connection ends before its response arrives.
        CUT_AFTER,
        /// DynamoDB returns none of a batch's items, and all its keys as unprocessed: it is throttled, but there
        /// is no error.
        UNPROCESSED,
        /// A replica answers an eventually consistent read that has none of what is asked for yet. Other calls
        /// pass.
        STALE,
        /// The response comes later than any client waits.
        HANG
    }

    /// One call of a client to DynamoDB.
    ///
    /// @param number    the number of the call since the plan was set, from 1
    /// @param operation `PutItem`, `Query` …
    /// @param atOnce    how many calls are in progress, including this one
    /// @param body      the JSON that the client sent
    public record Call(int number, String operation, int atOnce, String body) {

        /// Returns whether it is a write.
        public boolean isWrite() {
            return switch (operation) {
                case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems" -> true;
                default -> false;
            };
        }
    }

    /// Decides what happens to each call. Called by many threads at once.
    @FunctionalInterface
    public interface Plan {
        Fault of(Call call);

        /// Returns a plan with the same fault for all calls.
        static Plan always(Fault fault) {
            return call -> fault;
        }

        /// Returns a plan with a fault for the first calls, then none.
        static Plan first(int calls, Fault fault) {
            return call -> call.number <= calls ? fault : Fault.PASS;
        }

        /// Returns a plan with a fault for each n-th call.
        static Plan everyNth(int n, Fault fault) {
            return call -> call.number % n == 0 ? fault : Fault.PASS;
        }

        /// Returns a plan with a fault for each call that arrives while so many are in progress.
        static Plan above(int atOnce, Fault fault) {
            return call -> call.atOnce > atOnce ? fault : Fault.PASS;
        }

        /// Returns a plan with random faults of these, each with the same probability.
        ///
        /// @param share how many of the calls fail, from 0 to 1
        static Plan random(long seed, double share, Fault... faults) {
            Random random = new Random(seed);
            return call -> {
                synchronized (random) {
                    return random.nextDouble() < share ? faults[random.nextInt(faults.length)] : Fault.PASS;
                }
            };
        }

        /// Returns this plan for writes only; reads pass.
        default Plan ofWrites() {
            return call -> call.isWrite() ? of(call) : Fault.PASS;
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> HEADERS = List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date");
    private static final Duration LONGER_THAN_ANY_CLIENT_WAITS = Duration.ofMinutes(1);

    static {
        // Without it, every response is delayed by 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final URI behind;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final DoubleAdder readUnits = new DoubleAdder();
    private final DoubleAdder writeUnits = new DoubleAdder();
    private volatile Plan plan = Plan.always(Fault.PASS);
    private volatile Duration delay = Duration.ZERO;

    private FaultProxy(URI behind, HttpServer server) {
        this.behind = behind;
        this.server = server;
    }

    /// Starts a proxy in front of that endpoint, on a free port of loopback.
    public static FaultProxy before(URI endpoint) {
        try {
            FaultProxy proxy = new FaultProxy(
                    endpoint, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            proxy.server.setExecutor(proxy.threads);
            proxy.server.createContext("/", proxy::handle);
            proxy.server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the endpoint for clients.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Sets what happens to calls from now on, and resets the counts of calls and units.
    public void plan(Plan next) {
        calls.set(0);
        mostAtOnce.set(0);
        readUnits.reset();
        writeUnits.reset();
        plan = next;
    }

    /// Sets a delay of each response.
    public void delay(Duration time) {
        delay = time;
    }

    /// Returns the calls since the plan was set.
    public int calls() {
        return calls.get();
    }

    /// Returns the maximum number of concurrent calls since the plan was set.
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /// Returns the read units that were reported to clients since the plan was set.
    public double readUnits() {
        return readUnits.sum();
    }

    /// Returns the write units that were reported to clients since the plan was set.
    public double writeUnits() {
        return writeUnits.sum();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int now = atOnce.incrementAndGet();
            mostAtOnce.accumulateAndGet(now, Math::max);
            try {
                String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
                byte[] body = exchange.getRequestBody().readAllBytes();
                handle(
                        exchange,
                        body,
                        new Call(
                                calls.incrementAndGet(),
                                target.substring(target.indexOf('.') + 1),
                                now,
                                new String(body, StandardCharsets.UTF_8)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                atOnce.decrementAndGet();
            }
        }
    }

    private void handle(HttpExchange exchange, byte[] body, Call call) throws IOException, InterruptedException {
        switch (plan.of(call)) {
            case PASS -> pass(exchange, call, forward(exchange, body));
            case THROTTLE ->
                refuse(
                        exchange,
                        400,
                        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for one or more global secondary indexes of"
                                + " the table was exceeded.");
            case THROTTLE_TABLE ->
                refuse(
                        exchange,
                        400,
                        "com.amazon.coral.availability#ThrottlingException",
                        "Throughput exceeds the current capacity of your table or index.");
            case CONFLICT -> {
                boolean transaction = call.operation.equals("TransactWriteItems");
                ObjectNode answer = MAPPER.createObjectNode()
                        .put(
                                "__type",
                                "com.amazonaws.dynamodb.v20120810#Transaction"
                                        + (transaction ? "CanceledException" : "ConflictException"))
                        .put("Message", "Transaction is ongoing for the item");
                if (transaction) {
                    ArrayNode reasons = answer.putArray("CancellationReasons");
                    reasons.addObject().put("Code", "None");
                    reasons.addObject().put("Code", "TransactionConflict");
                }
                refuse(exchange, 400, answer);
            }
            case FAIL ->
                refuse(exchange, 500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "Internal server error");
            // Closing the exchange without a response ends its connection.
            case CUT_BEFORE -> {}
            case CUT_AFTER -> forward(exchange, body);
            case UNPROCESSED -> {
                ObjectNode answer = MAPPER.createObjectNode();
                answer.putObject("Responses");
                answer.set("UnprocessedKeys", MAPPER.readTree(body).path("RequestItems"));
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
                send(exchange, 200, MAPPER.writeValueAsBytes(answer));
            }
            case STALE -> {
                if (call.isWrite() || call.body.contains("\"ConsistentRead\":true")) {
                    pass(exchange, call, forward(exchange, body));
                } else {
                    ObjectNode answer =
                            MAPPER.createObjectNode().put("Count", 0).put("ScannedCount", 0);
                    answer.putArray("Items");
                    answer.putObject("Responses");
                    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
                    send(exchange, 200, MAPPER.writeValueAsBytes(answer));
                }
            }
            case HANG -> Thread.sleep(LONGER_THAN_ANY_CLIENT_WAITS);
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(behind).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : HEADERS) {
            exchange.getRequestHeaders()
                    .getOrDefault(header, List.of())
                    .forEach(value -> request.header(header, value));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private void pass(HttpExchange exchange, Call call, HttpResponse<byte[]> answer) throws IOException {
        JsonNode consumed = MAPPER.readTree(answer.body()).path("ConsumedCapacity");
        for (JsonNode units : consumed.isArray() ? consumed : List.of(consumed)) {
            (call.isWrite() ? writeUnits : readUnits)
                    .add(units.path("CapacityUnits").asDouble());
        }
        LockSupport.parkNanos(delay.toNanos());
        for (String header : List.of("Content-Type", "x-amzn-RequestId", "x-amz-crc32")) {
            answer.headers()
                    .firstValue(header)
                    .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
        }
        send(exchange, answer.statusCode(), answer.body());
    }

    private static void refuse(HttpExchange exchange, int status, String type, String message) throws IOException {
        refuse(exchange, status, MAPPER.createObjectNode().put("__type", type).put("message", message));
    }

    private static void refuse(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        send(exchange, status, MAPPER.writeValueAsBytes(answer));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
