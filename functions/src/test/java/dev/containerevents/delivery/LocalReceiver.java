package dev.containerevents.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// A receiver over HTTP on loopback, which keeps what it got.
final class LocalReceiver implements AutoCloseable {

    /// How it answers a request.
    @FunctionalInterface
    interface Behaviour {
        Reply to(Received request) throws IOException;
    }

    /// @param headers alternately names and values
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, String body, String... headers) {

        static final Reply OK = new Reply(200, "{}");
    }

    /// A request.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Received(String target, Map<String, String> headers, byte[] sent) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /// Returns the body, decompressed.
        String body() {
            try {
                return header("Content-Encoding").equals("gzip")
                        ? new String(
                                new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes(),
                                StandardCharsets.UTF_8)
                        : new String(sent, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Returns the ids of the events in a body of JSON, in order.
        List<String> eventIds() throws IOException {
            List<String> ids = new ArrayList<>();
            MAPPER.readTree(body())
                    .forEach(entry -> ids.add(entry.at("/event/event_id").asText()));
            return ids;
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = _ -> Reply.OK;

    LocalReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    void answer(int status, String body, String... headers) {
        behaviour = _ -> new Reply(status, body, headers);
    }

    List<Received> received() {
        return new ArrayList<>(received);
    }

    /// Forgets what it got.
    void forget() {
        received.clear();
    }

    /// Returns the ids of the events that it got as JSON, in order, each as often as it came.
    List<String> eventIds() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Received request : received) {
            ids.addAll(request.eventIds());
        }
        return ids;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getLast()));
            Received request = new Received(
                    exchange.getRequestURI().toString(),
                    headers,
                    exchange.getRequestBody().readAllBytes());
            received.add(request);
            Reply reply = behaviour.to(request);
            for (int i = 0; i < reply.headers().length; i += 2) {
                exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
            }
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
