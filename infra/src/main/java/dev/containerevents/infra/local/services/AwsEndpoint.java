package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.HttpAnswer;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Loopback;
import dev.containerevents.infra.local.template.Template;
import dev.containerevents.infra.local.usage.LocalUsagePlans;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The endpoint of the services besides DynamoDB, on loopback. Thread-safe.
public final class AwsEndpoint implements AutoCloseable {

    /// The services by their names in `X-Amz-Target`.
    private final Map<String, AwsService> services;

    /// The service without that header, whose operations are methods and paths.
    private final AwsService rest;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Starts an endpoint with only the queues, buses, parameters and usage plans of a template.
    public static AwsEndpoint of(Template template, Roles roles) throws IOException {
        return of(
                Queues.of(template, roles, message -> {}),
                new Buses(roles, new RecentMessages(), event -> {}),
                new Parameters(roles, Optional.empty()),
                new ApiGateway(new LocalUsagePlans(template, Optional.empty()), roles));
    }

    /// Starts an endpoint for queues, buses, parameters and API Gateway.
    public static AwsEndpoint of(Queues queues, Buses buses, Parameters parameters, ApiGateway apiGateway)
            throws IOException {
        return new AwsEndpoint(Map.of("AmazonSQS", queues, "AWSEvents", buses, "AmazonSSM", parameters), apiGateway);
    }

    private AwsEndpoint(Map<String, AwsService> services, AwsService rest) throws IOException {
        this.services = Map.copyOf(services);
        this.rest = rest;
        server = HttpServer.create(Loopback.port(0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /// Returns the URL of the endpoint.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Serves another service under a path.
    public void add(String path, HttpHandler service) {
        server.createContext(path, service);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders()
                    .set("x-amzn-RequestId", UUID.randomUUID().toString());
            try {
                answer(exchange, body).writeTo(exchange);
            } catch (AwsService.Refusal refusal) {
                JsonNode error = JsonTree.object().put("__type", refusal.type).put("message", refusal.getMessage());
                answer(refusal.status, error).writeTo(exchange);
            }
        }
    }

    private HttpAnswer answer(HttpExchange exchange, byte[] body) throws AwsService.Refusal {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target == null) {
            String operation =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            return answer(rest, operation, exchange, body);
        }
        String[] parts = target.split("\\.", 2);
        AwsService service = services.get(parts[0]);
        if (service == null || parts.length < 2) {
            throw new AwsService.Refusal(404, "UnknownOperationException", "The local cloud doesn't know " + target);
        }
        return answer(service, parts[1], exchange, body);
    }

    private static HttpAnswer answer(AwsService service, String operation, HttpExchange exchange, byte[] body)
            throws AwsService.Refusal {
        JsonNode request = JsonTree.parse(body)
                .orElseThrow(() -> new AwsService.Refusal(400, "SerializationException", "The body is not JSON."));
        String caller = Roles.caller(exchange.getRequestHeaders().getFirst("Authorization"));
        String trace = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amzn-Trace-Id"))
                .orElse("");
        return answer(service.success(), service.answer(new AwsCall(operation, request, caller, trace)));
    }

    private static HttpAnswer answer(int status, JsonNode body) {
        return new HttpAnswer(
                status, Map.of("Content-Type", List.of("application/x-amz-json-1.1")), JsonTree.bytes(body));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
