package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.containerevents.infra.endtoend.Client.Answer;
import dev.containerevents.infra.local.template.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A receiver of events on this machine, which keeps what it gets.
final class RecordingReceiver implements AutoCloseable {

    /// Signs the requests of destinations of the kind `https`.
    static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("0123456789abcdefghijklmnop".getBytes(StandardCharsets.UTF_8));

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = request -> new Response(200, "");

    /// @param headers by their names in lower case
    record Request(Map<String, String> headers, String body) {}

    record Response(int status, String body) {}

    /// How it answers.
    interface Behaviour {
        Response answer(Request request) throws InterruptedException;
    }

    RecordingReceiver() throws IOException {
        server = HttpServer.create(Loopback.port(0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
            Request request =
                    new Request(headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            Response response = behaviour.answer(request);
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Answers so from now on.
    void answer(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /// Returns what it got so far.
    List<Request> requests() {
        return List.copyOf(requests);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /// Returns the body that creates a destination of the kind `https`.
    static String body(String url) {
        return "{\"kind\":\"https\",\"url\":\"" + url + "\",\"secret\":\"" + SECRET + "\"}";
    }

    /// Creates a destination of the kind `https` and returns its id.
    static String destination(Tenant tenant, String url) throws Exception {
        return destination(tenant.client(), tenant.org(), url);
    }

    static String destination(Client client, String org, String url) throws Exception {
        return create(client, org, body(url)).path("destination_id").asText();
    }

    /// Creates a destination and returns it.
    static JsonNode create(Client client, String org, String body) throws Exception {
        Answer answer = client.post("/orgs/" + org + "/destinations", body);
        if (answer.status() != 201) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.json();
    }

    static void deleteDestinations(Tenant tenant) throws Exception {
        deleteDestinations(tenant.client(), tenant.org());
    }

    static void deleteDestinations(Client client, String org) throws Exception {
        String path = "/orgs/" + org + "/destinations";
        for (JsonNode destination : client.get(path).json().path("destinations")) {
            client.send(client.request(
                            path + "/" + destination.path("destination_id").asText())
                    .DELETE());
        }
    }
}
