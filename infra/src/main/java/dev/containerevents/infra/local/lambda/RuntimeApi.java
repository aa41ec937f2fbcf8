package dev.containerevents.infra.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.containerevents.infra.local.template.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Lambda's runtime API for one process, on its own port, so that a process that dies fails only its own
/// invocation.
///
/// Takes one invocation at a time. The first invocation restores a process with a snapshot (SnapStart).
public final class RuntimeApi implements AutoCloseable {

    /// The maximum size of a response, in bytes.
    public static final int MAXIMUM_PAYLOAD = 6_291_456;

    private static final String ROOT = "/2018-06-01/runtime/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Duration timeout;
    private final BlockingQueue<Invocation> waiting = new ArrayBlockingQueue<>(1);
    private final CompletableFuture<@Nullable Void> primed = new CompletableFuture<>();
    private final CountDownLatch offered = new CountDownLatch(1);
    private volatile @Nullable Invocation current;

    RuntimeApi(Duration timeout) throws IOException {
        this.timeout = timeout;
        server = HttpServer.create(Loopback.port(0), 0);
        server.setExecutor(threads);
        server.createContext(ROOT + "invocation/next", this::next);
        server.createContext(ROOT + "invocation/", this::ended);
        server.createContext(ROOT + "init/error", this::failedToStart);
        server.createContext(ROOT + "restore/next", this::restore);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    void offer(Invocation invocation) {
        current = invocation;
        waiting.add(invocation);
        offered.countDown();
    }

    /// Completes when the process has finished its work before a snapshot.
    CompletableFuture<@Nullable Void> primed() {
        return primed;
    }

    /// Ends the current invocation with this outcome, if there is one.
    void end(Invocation.Outcome outcome) {
        Invocation invocation = current;
        if (invocation != null) {
            invocation.outcome().complete(outcome);
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        try (exchange) {
            // The server closes a connection whose request wasn't read.
            exchange.getRequestBody().readAllBytes();
            Invocation invocation = waiting.take();
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
            headers.set("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
            headers.set("Lambda-Runtime-Trace-Id", invocation.trace());
            headers.set(
                    "Lambda-Runtime-Deadline-Ms",
                    Long.toString(Instant.now().plus(timeout).toEpochMilli()));
            invocation.taken().complete(null);
            exchange.sendResponseHeaders(200, invocation.payload().length);
            exchange.getResponseBody().write(invocation.payload());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restore(HttpExchange exchange) throws IOException {
        try (exchange) {
            primed.complete(null);
            offered.await();
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended(HttpExchange exchange) throws IOException {
        byte[] payload = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        // The next one may be offered as soon as this one is answered.
        Invocation invocation = current;
        if (invocation == null || !path.startsWith(ROOT + "invocation/" + invocation.id() + "/")) {
            // AWS's runtime client reports an invocation again whose response was too large, just before it exits.
            // Another invocation may have been offered since.
            answer(exchange, 400);
        } else if (path.endsWith("/error")) {
            answer(exchange, 202);
            invocation.outcome().complete(new Invocation.Failure(payload));
        } else if (payload.length > MAXIMUM_PAYLOAD) {
            // Before the HTTP response, after which the runtime client reports its own error and exits.
            invocation
                    .outcome()
                    .complete(Invocation.Failure.of(
                            "Function.ResponseSizeTooLarge",
                            "Response payload size (%d bytes) exceeded maximum allowed payload size (%d bytes)."
                                    .formatted(payload.length, MAXIMUM_PAYLOAD)));
            answer(exchange, 413);
        } else {
            answer(exchange, 202);
            invocation.outcome().complete(new Invocation.Success(payload));
        }
    }

    private void failedToStart(HttpExchange exchange) throws IOException {
        byte[] payload = exchange.getRequestBody().readAllBytes();
        answer(exchange, 202);
        end(new Invocation.Failure(payload));
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            byte[] body = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
