package dev.containerevents.infra.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The functions of the tests' template. They run in separate processes.
final class Handlers {

    private Handlers() {}

    /// Does what the event says, or the query parameters of a request.
    public static final class Probe implements RequestStreamHandler {

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            JsonNode event = Json.MAPPER.readTree(in);
            JsonNode told =
                    event.path("queryStringParameters").isObject() ? event.path("queryStringParameters") : event;
            switch (told.path("do").asText()) {
                case "" -> answer(out, event.toString());
                case "answer" -> out.write(told.path("with").asText().getBytes(StandardCharsets.UTF_8));
                case "fill" -> answer(out, "x".repeat(told.path("size").asInt()));
                case "environment" -> out.write(Json.bytes(Json.MAPPER.valueToTree(System.getenv())));
                case "identify" -> out.write(Json.bytes(identity(context)));
                case "print" -> System.out.println(told.path("text").asText());
                case "throw" ->
                    throw new IllegalStateException(told.path("message").asText());
                case "exit" -> Runtime.getRuntime().halt(7);
                case "sleep" -> sleep();
                default -> throw new IllegalArgumentException(event.toString());
            }
        }

        private static void answer(OutputStream out, String body) throws IOException {
            out.write(Json.bytes(Json.object().put("statusCode", 200).put("body", body)));
        }

        private static JsonNode identity(Context context) {
            return Json.object()
                    .put("pid", ProcessHandle.current().pid())
                    .put("arn", context.getInvokedFunctionArn())
                    .put("name", context.getFunctionName())
                    .put("memory", context.getMemoryLimitInMB())
                    .put("remaining", context.getRemainingTimeInMillis());
        }

        private static void sleep() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// An authorizer that does what the token says. Its context counts the calls. It returns the usage key that a
    /// header names.
    public static final class Judge implements RequestStreamHandler {

        private static final Map<String, String> POLICIES = Map.of(
                "all",
                statement("Allow", "*"),
                "some",
                statement("Allow", "arn:aws:execute-api:*/GET/guarded/on?"),
                "denied",
                statement("Allow", "*") + "," + statement("Deny", "*/guarded/secret"),
                "nothing",
                "");

        private int calls;

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            JsonNode event = Json.MAPPER.readTree(in);
            calls++;
            String token = event.path("type").asText().equals("TOKEN")
                    ? event.path("authorizationToken").asText().replace("Bearer ", "")
                    : event.path("headers").path("X-Token").asText();
            switch (token) {
                case "unauthorized" -> throw new IllegalStateException("Unauthorized");
                case "broken" -> throw new IllegalStateException("Unauthorized, or so it seems");
                case "nested" -> write(out, statement("Allow", "*"), "", "{\"list\":[1]}");
                case "nobody" -> out.write("{}".getBytes(StandardCharsets.UTF_8));
                default ->
                    write(
                            out,
                            POLICIES.getOrDefault(token, ""),
                            event.path("headers").path("X-Usage-Key").asText(),
                            Json.object()
                                    .put("calls", calls)
                                    .put("right", true)
                                    .put("why", "because of " + token)
                                    .put("arn", event.path("methodArn").asText())
                                    .put("members", String.join(",", (Iterable<String>) event::fieldNames))
                                    .toString());
            }
        }

        private static void write(OutputStream out, String statements, String usageKey, String context)
                throws IOException {
            String counted = usageKey.isEmpty() ? "" : ",\"usageIdentifierKey\":\"" + usageKey + "\"";
            out.write(
                    "{\"principalId\":\"me\",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[%s]},\"context\":%s%s}"
                            .formatted(statements, context, counted)
                            .getBytes(StandardCharsets.UTF_8));
        }

        private static String statement(String effect, String resource) {
            return "{\"Effect\":\"%s\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"%s\"}"
                    .formatted(effect, resource);
        }
    }

    /// Prints each event of a stream, and fails as often as the items in it say. Its state counts records.
    public static final class Follower implements RequestStreamHandler {

        private final Map<String, Integer> failures = new HashMap<>();

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            JsonNode event = Json.MAPPER.readTree(in);
            System.out.println(event);
            ObjectNode answer = Json.object();
            ArrayNode refused = answer.putArray("batchItemFailures");
            boolean stateless = false;
            for (JsonNode change : event.path("Records")) {
                JsonNode number = change.path("dynamodb").path("SequenceNumber");
                if (stillTo("fail", change)) {
                    throw new IllegalStateException("told to fail");
                }
                if (stillTo("refuse", change)) {
                    refused.addObject().set("itemIdentifier", number);
                }
                if (stillTo("misname", change)) {
                    refused.addObject().put("itemIdentifier", "0");
                }
                stateless |= stillTo("forget", change);
            }
            int seen = event.path("state").path("seen").asInt()
                    + event.path("Records").size();
            if (!stateless) {
                answer.putObject("state").put("seen", seen);
            }
            out.write(Json.bytes(answer));
        }

        /// An item's attribute of that name says how often.
        private boolean stillTo(String what, JsonNode change) {
            JsonNode image = change.path("dynamodb").path("NewImage");
            String key = what + image.path("sk").path("S").asText();
            return failures.merge(key, 1, Integer::sum)
                    <= image.path(what).path("N").asInt();
        }
    }

    /// Can't be made.
    public static final class Unstartable implements RequestStreamHandler {

        private static final int NUMBER = Integer.parseInt("no number");

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            out.write(NUMBER);
        }
    }
}
