package dev.containerevents.infra.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.HttpAnswer;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lambda's Invoke API, so that `aws lambda invoke --endpoint-url` works, and functions can invoke each other.
public final class InvokeApi implements HttpHandler {

    /// The path under which the API is served.
    public static final String ROOT = "/2015-03-31/functions/";

    private static final Pattern PATH = Pattern.compile(ROOT + "([^/]+)/invocations");
    private static final Pattern QUALIFIER = Pattern.compile("(?:^|&)Qualifier=([^&]+)");

    private final Functions functions;
    private final Guard guard;

    /// Decides who may invoke a function.
    public interface Guard {

        /// Returns why a caller may not invoke a function; empty if it may.
        ///
        /// @param authorization the header; empty if there is none
        /// @param arn with the qualifier by which it is called
        Optional<String> refusal(String authorization, String arn);
    }

    /// Creates the API of these functions.
    public InvokeApi(Functions functions, Guard guard) {
        this.functions = functions;
        this.guard = guard;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] payload = exchange.getRequestBody().readAllBytes();
            HttpAnswer answer;
            try {
                answer = answer(exchange, payload);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer = error(503, "ServiceException", "The local cloud is stopping");
            }
            exchange.getResponseHeaders()
                    .set("x-amzn-RequestId", UUID.randomUUID().toString());
            answer.writeTo(exchange);
        }
    }

    private HttpAnswer answer(HttpExchange exchange, byte[] payload) throws InterruptedException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (!path.matches() || !exchange.getRequestMethod().equals("POST")) {
            return error(404, "UnknownOperationException", "The local cloud supports only Invoke");
        }
        Matcher qualifier = QUALIFIER.matcher(
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        String reference = path.group(1) + (qualifier.find() ? ":" + qualifier.group(1) : "");
        Optional<Functions.Target> found = functions.find(reference);
        if (found.isEmpty()) {
            String arn = reference.startsWith("arn:") ? reference : Arn.function(reference);
            return error(404, "ResourceNotFoundException", "Function not found: " + arn);
        }
        Optional<String> refusal =
                guard.refusal(header(exchange, "Authorization"), found.get().arn());
        if (refusal.isPresent()) {
            return error(403, "AccessDeniedException", refusal.get());
        }
        if (payload.length > RuntimeApi.MAXIMUM_PAYLOAD) {
            return error(413, "RequestTooLargeException", "The payload is larger than " + RuntimeApi.MAXIMUM_PAYLOAD);
        }
        byte[] event = payload.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : payload;
        if (JsonTree.parse(event).isEmpty()) {
            return error(400, "InvalidRequestContentException", "Could not parse request body into json");
        }
        return invoke(
                found.get(), header(exchange, "X-Amz-Invocation-Type"), event, header(exchange, "X-Amzn-Trace-Id"));
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private static HttpAnswer invoke(Functions.Target function, String type, byte[] event, String trace)
            throws InterruptedException {
        return switch (type) {
            case "", "RequestResponse" -> {
                Invocation.Outcome outcome = function.invoke(event, trace);
                Map<String, List<String>> headers = new LinkedHashMap<>();
                headers.put("Content-Type", List.of("application/json"));
                headers.put("X-Amz-Executed-Version", List.of(function.version()));
                if (outcome instanceof Invocation.Failure) {
                    headers.put("X-Amz-Function-Error", List.of("Unhandled"));
                }
                yield new HttpAnswer(200, headers, outcome.payload());
            }
            case "Event" -> {
                Thread.startVirtualThread(() -> {
                    try {
                        function.invoke(event, trace);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                yield new HttpAnswer(202, Map.of(), new byte[0]);
            }
            case "DryRun" -> new HttpAnswer(204, Map.of(), new byte[0]);
            default -> error(400, "InvalidParameterValueException", "There is no invocation type " + type);
        };
    }

    private static HttpAnswer error(int status, String type, String message) {
        return new HttpAnswer(
                status,
                Map.of("Content-Type", List.of("application/json"), "x-amzn-ErrorType", List.of(type)),
                JsonTree.bytes(JsonTree.object().put("Type", "User").put("Message", message)));
    }
}
