package dev.containerevents.infra.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The functions of the tests' template. They run in separate processes.
final class TestFunctions {

    private TestFunctions() {}

    /// Does what the event says, or the query parameters of a request.
    public static final class Probe implements RequestStreamHandler {

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            JsonNode event = JsonTree.MAPPER.readTree(in);
            JsonNode told =
                    event.path("queryStringParameters").isObject() ? event.path("queryStringParameters") : event;
            switch (told.path("do").asText()) {
                case "" -> answer(out, event.toString());
                case "answer" -> out.write(told.path("with").asText().getBytes(StandardCharsets.UTF_8));
                case "fill" -> answer(out, "x".repeat(told.path("size").asInt()));
                case "environment" -> out.write(JsonTree.bytes(JsonTree.MAPPER.valueToTree(System.getenv())));
                case "identify" -> out.write(JsonTree.bytes(identity(context)));
                case "print" -> System.out.println(told.path("text").asText());
                case "throw" ->
                    throw new IllegalStateException(told.path("message").asText());
                case "exit" -> Runtime.getRuntime().halt(7);
                case "sleep" -> sleep();
                default -> throw new IllegalArgumentException(event.toString());
            }
        }

        private static void answer(OutputStream out, String body) throws IOException {
            out.write(JsonTree.bytes(JsonTree.object().put("statusCode", 200).put("body", body)));
        }

        private static JsonNode identity(Context context) {
            return JsonTree.object()
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
            JsonNode event = JsonTree.MAPPER.readTree(in);
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
                            JsonTree.object()
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
            JsonNode event = JsonTree.MAPPER.readTree(in);
            System.out.println(event);
            ObjectNode answer = JsonTree.object();
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
            out.write(JsonTree.bytes(answer));
        }

        /// An item's attribute of that name says how often.
        private boolean stillTo(String what, JsonNode change) {
            JsonNode image = change.path("dynamodb").path("NewImage");
            String key = what + image.path("sk").path("S").asText();
            return failures.merge(key, 1, Integer::sum)
                    <= image.path(what).path("N").asInt();
        }
    }

    /// Does what a message of a queue says, or the event if it has none. Prints both when it begins and when it
    /// has ended.
    public static final class Taker implements RequestStreamHandler {

        private final HttpClient http = HttpClient.newHttpClient();

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            JsonNode event = JsonTree.MAPPER.readTree(in);
            JsonNode message = event.path("Records").path(0);
            JsonNode told = message.isMissingNode()
                    ? event
                    : JsonTree.MAPPER.readTree(message.path("body").asText());
            System.out.println("begins " + event);
            switch (told.path("do").asText()) {
                case "send" -> send(told.path("queue").asText(), told.path("message"), told.path("delay"));
                case "again" -> again((ObjectNode) told);
                case "fail" -> throw new IllegalStateException("told to fail");
                case "sleep" -> sleep(told.path("millis").asLong());
                case "invoke" -> out.write(invoke(told.path("function").asText()));
                default -> {
                    // Nothing but to be printed.
                }
            }
            System.out.println("ends " + event);
        }

        /// Sends the message on until it was received as often as it says.
        private void again(ObjectNode told) throws IOException {
            int left = told.path("left").asInt();
            if (left > 0) {
                send(told.path("queue").asText(), told.put("left", left - 1), MissingNode.getInstance());
            }
        }

        private void send(String queue, JsonNode message, JsonNode delay) throws IOException {
            ObjectNode request = JsonTree.object().put("QueueUrl", queue).put("MessageBody", message.toString());
            if (!delay.isMissingNode()) {
                request.set("DelaySeconds", delay);
            }
            HttpResponse<String> response = call("AWS_ENDPOINT_URL_SQS", "/", "AmazonSQS.SendMessage", request);
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.body());
            }
        }

        private byte[] invoke(String function) throws IOException {
            HttpResponse<String> response = call(
                    "AWS_ENDPOINT_URL_LAMBDA",
                    "/2015-03-31/functions/" + function + "/invocations",
                    "",
                    JsonTree.object().put("do", "answer").put("with", "{}"));
            return JsonTree.bytes(
                    JsonTree.object().put("status", response.statusCode()).put("body", response.body()));
        }

        /// Signs as the SDK does, as far as the local cloud reads it, and passes the trace on.
        private HttpResponse<String> call(String endpoint, String path, String target, JsonNode body)
                throws IOException {
            try {
                return http.send(
                        HttpRequest.newBuilder(URI.create(System.getenv(endpoint) + path))
                                .header("X-Amz-Target", target)
                                .header("X-Amzn-Trace-Id", System.getProperty("com.amazonaws.xray.traceHeader"))
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=" + System.getenv("AWS_ACCESS_KEY_ID") + "/x")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
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
