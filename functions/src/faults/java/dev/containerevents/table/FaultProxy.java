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

/// Stands before DynamoDB and does to its clients what networks and full partitions do to them. A [Plan] says of
/// each call what happens to it; without one, everything passes.
///
///     try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
///         proxy.plan(Plan.everyNth(3, Fault.CUT_AFTER).ofWrites());
///         // … calls to proxy.endpoint()
///     }
///
/// It listens on loopback, knows nothing of what is tested, and adds up the units that the answers it let through
/// report. Thread-safe.
public final class FaultProxy implements AutoCloseable {

    /// What can happen to a call.
    public enum Fault {
        /// Nothing.
        PASS,
        /// DynamoDB refuses it: the partition takes no more. It did nothing.
        THROTTLE,
        /// DynamoDB refuses it: the table, or the account, takes no more. It did nothing.
        THROTTLE_TABLE,
        /// DynamoDB refuses a transaction: another one is at work on one of its items. It did nothing.
        CONFLICT,
        /// DynamoDB answers that it failed. It did nothing.
        FAIL,
        /// The connection ends before the call reaches DynamoDB.
        CUT_BEFORE,
        /// DynamoDB does what it is asked, and the connection ends before its answer arrives.
        CUT_AFTER,
        /// DynamoDB answers a batch of reads with none of them, and gives all keys back: it is throttled, yet no
        /// error.
        UNPROCESSED,
        /// The answer comes later than any client waits.
        HANG
    }

    /// One call of a client to DynamoDB.
    ///
    /// @param number    counts the calls since the plan was made, from 1 on
    /// @param operation `PutItem`, `Query` …
    /// @param atOnce    how many calls are under way with this one
    /// @param body      the JSON that the client sent
    public record Call(int number, String operation, int atOnce, String body) {

        /// Whether it would change anything.
        public boolean isWrite() {
            return switch (operation) {
                case "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems" -> true;
                default -> false;
            };
        }
    }

    /// Says what happens to each call. Called by many threads at once.
    @FunctionalInterface
    public interface Plan {
        Fault of(Call call);

        /// The same fault for all.
        static Plan always(Fault fault) {
            return call -> fault;
        }

        /// A fault for the first calls, then none.
        static Plan first(int calls, Fault fault) {
            return call -> call.number <= calls ? fault : Fault.PASS;
        }

        /// A fault for each n-th call.
        static Plan everyNth(int n, Fault fault) {
            return call -> call.number % n == 0 ? fault : Fault.PASS;
        }

        /// A fault for each call that comes while so many are under way.
        static Plan above(int atOnce, Fault fault) {
            return call -> call.atOnce > atOnce ? fault : Fault.PASS;
        }

        /// Any of these faults, each as probable as the others.
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

        /// This plan for writes only; reads pass.
        default Plan ofWrites() {
            return call -> call.isWrite() ? of(call) : Fault.PASS;
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> HEADERS = List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date");
    private static final Duration LONGER_THAN_ANY_CLIENT_WAITS = Duration.ofMinutes(1);

    static {
        // Without it every answer takes 40 ms more.
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

    /// A proxy before that endpoint, on a free port of loopback.
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

    /// Where clients call it.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// What happens to the calls from now on; counts them, and the units, anew.
    public void plan(Plan next) {
        calls.set(0);
        mostAtOnce.set(0);
        readUnits.reset();
        writeUnits.reset();
        plan = next;
    }

    /// How much later each answer comes.
    public void delay(Duration time) {
        delay = time;
    }

    /// The calls since the plan was made.
    public int calls() {
        return calls.get();
    }

    /// The most calls that were under way at once since the plan was made.
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /// The read units that clients were told of since the plan was made.
    public double readUnits() {
        return readUnits.sum();
    }

    /// The write units that clients were told of since the plan was made.
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
            // The exchange is closed without an answer: that ends its connection.
            case CUT_BEFORE -> {}
            case CUT_AFTER -> forward(exchange, body);
            case UNPROCESSED -> {
                ObjectNode answer = MAPPER.createObjectNode();
                answer.putObject("Responses");
                answer.set("UnprocessedKeys", MAPPER.readTree(body).path("RequestItems"));
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
                send(exchange, 200, MAPPER.writeValueAsBytes(answer));
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
