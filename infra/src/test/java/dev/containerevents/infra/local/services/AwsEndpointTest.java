package dev.containerevents.infra.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import dev.containerevents.infra.local.usage.LocalUsagePlans;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Queues, buses, parameters and usage plans, and who may do what with them. The requests are what the SDK sends.
final class AwsEndpointTest {

    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/";

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final Roles roles;
    private final Queues queues;
    private final Buses buses;
    private final LocalUsagePlans plans;
    private final Path data;
    private final Parameters parameters;
    private final AwsEndpoint endpoint;
    private final HttpClient http = HttpClient.newHttpClient();

    AwsEndpointTest(@TempDir Path data) throws Exception {
        this.data = data;
        Template template = new Template(TestCloud.TEMPLATE);
        roles = new Roles(template, FunctionSpec.of(template));
        queues = Queues.of(template, roles, log::add);
        buses = new Buses(roles, new RecentMessages(), log::add);
        plans = new LocalUsagePlans(template, Optional.empty());
        parameters = new Parameters(roles, Optional.of(data));
        endpoint = AwsEndpoint.of(queues, buses, parameters, new ApiGateway(plans, roles));
    }

    @AfterEach
    void stop() {
        http.close();
        endpoint.close();
    }

    @Test
    void acceptsAMessageThatTheRoleAllows() throws Exception {
        HttpResponse<byte[]> response = message("Follower", "Queue", "hello");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("MD5OfMessageBody").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(json(response).path("MessageId").asText()).isNotEmpty();
        assertThat(queues.messages().list()).containsExactly("hello");
        assertThat(log).containsExactly("Queue | hello");
    }

    @Test
    void refusesAMessageThatTheRoleDoesNotAllow() throws Exception {
        assertRefused(message("Probe", "Queue", "hello"), 403, "AccessDeniedException", "sqs:SendMessage");
        assertRefused(message("Follower", "OtherQueue", "hello"), 403, "AccessDeniedException", ":OtherQueue because");
        assertRefused(message("Nobody", "Queue", "hello"), 403, "AccessDeniedException", "belongs to no function");
        assertThat(queues.messages().list()).isEmpty();
    }

    @Test
    void refusesAMessageWithoutText() throws Exception {
        assertRefused(message("Follower", "Queue", ""), 400, "InvalidParameterValue", "1 to 1048576 bytes");
    }

    @Test
    void refusesWhatAStandardQueueDoesNotTake() throws Exception {
        assertRefused(message("Follower", "Queue", "\\uffff"), 400, "InvalidMessageContents", "Invalid characters");
        assertRefused(message(",\"DelaySeconds\":901"), 400, "InvalidParameterValue", "Value 901 for parameter");
        assertRefused(message(",\"DelaySeconds\":-1"), 400, "InvalidParameterValue", "Value -1 for parameter");
        assertRefused(message(",\"MessageGroupId\":\"a b\""), 400, "InvalidParameterValue", "1 to 128 in length");
        assertRefused(
                message(",\"MessageGroupId\":\"" + "x".repeat(129) + "\""),
                400,
                "InvalidParameterValue",
                "1 to 128 in length");
        assertRefused(message(",\"MessageDeduplicationId\":\"x\""), 400, "InvalidParameterValue", "queue type");
        assertRefused(message(",\"MessageAttributes\":{}"), 400, "UnsupportedOperation", "MessageAttributes");
        assertThat(message(",\"DelaySeconds\":900,\"MessageGroupId\":\"acme:1_.-\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsTheVersionsOfAParameter() throws Exception {
        assertThat(json(put("/ours/a", "one", "")).path("Version").asInt()).isEqualTo(1);
        assertRefused(put("/ours/a", "two", ""), 400, "ParameterAlreadyExists", "overwrite");
        assertThat(json(put("/ours/a", "two", ",\"Overwrite\":true"))
                        .path("Version")
                        .asInt())
                .isEqualTo(2);

        JsonNode parameter = json(get("/ours/a", true)).path("Parameter");
        assertThat(parameter.path("Value").asText()).isEqualTo("two");
        assertThat(parameter.path("Version").asInt()).isEqualTo(2);
        assertThat(parameter.path("Type").asText()).isEqualTo("SecureString");
        assertThat(parameter.path("ARN").asText()).isEqualTo("arn:aws:ssm:us-east-1:000000000000:parameter/ours/a");
        assertThat(value(get("/ours/a:1", true))).isEqualTo("one");
        assertThat(value(get("/ours/a", false))).isNotEqualTo("two").isNotEmpty();
        assertRefused(get("/ours/a:3", true), 400, "ParameterVersionNotFound", "version 3");
        assertRefused(get("/ours/b", true), 400, "ParameterNotFound", "");
        for (int i = 0; i < 100; i++) {
            put("/ours/a", "three", ",\"Overwrite\":true");
        }
        assertRefused(get("/ours/a:2", true), 400, "ParameterVersionNotFound", "version 2");
        assertThat(value(get("/ours/a:3", true))).isEqualTo("three");
    }

    @Test
    void findsParametersInItsFolderAgain() throws Exception {
        put("/ours/kept", "mine", "");
        AwsCall call = new AwsCall(
                "GetParameter", JsonTree.object().put("Name", "/ours/kept").put("WithDecryption", true), "Taker", "");

        JsonNode found = new Parameters(roles, Optional.of(data)).answer(call);

        assertThat(found.path("Parameter").path("Value").asText()).isEqualTo("mine");
    }

    @Test
    void deletesAParameterAndItsNameForHalfAMinute() throws Exception {
        put("/ours/a", "one", "");

        assertThat(send("Taker", "AmazonSSM.DeleteParameter", "{\"Name\":\"/ours/a\"}")
                        .statusCode())
                .isEqualTo(200);

        assertRefused(get("/ours/a", true), 400, "ParameterNotFound", "");
        assertRefused(
                send("Taker", "AmazonSSM.DeleteParameter", "{\"Name\":\"/ours/a\"}"), 400, "ParameterNotFound", "");
        assertRefused(put("/ours/a", "two", ""), 500, "InternalServerError", "30 seconds ago");
    }

    @Test
    void refusesParametersThatParameterStoreDoesNotTake() throws Exception {
        for (String name : List.of("/ours/acme:1", "/ours/a b", "/ours//a", "/ours/" + "a/".repeat(15) + "a")) {
            assertRefused(put(name, "one", ""), 400, "ValidationException", "letters, numbers");
        }
        assertRefused(put("/ours/a", "", ""), 400, "ValidationException", "1 to 4096 bytes");
        assertRefused(put("/ours/a", "x".repeat(4097), ""), 400, "ValidationException", "1 to 4096 bytes");
        assertRefused(put("/ours/a", "x", ",\"KeyId\":\"mine\""), 400, "InvalidKeyId", "no key but");
        assertRefused(
                send("Taker", "AmazonSSM.PutParameter", "{\"Name\":\"/ours/a\",\"Value\":\"x\"}"),
                400,
                "ValidationException",
                "type is required");
        assertRefused(send("Taker", "AmazonSSM.GetParameters", "{}"), 400, "InvalidAction", "supports only");
    }

    @Test
    void refusesParametersThatTheRoleDoesNotAllow() throws Exception {
        assertRefused(put("/theirs/a", "one", ""), 400, "AccessDeniedException", "parameter/theirs/a because");
        assertRefused(get("/theirs/a", true), 400, "AccessDeniedException", "ssm:GetParameter");
        assertRefused(
                send("Follower", "AmazonSSM.GetParameter", "{\"Name\":\"/ours/a\"}"),
                400,
                "AccessDeniedException",
                "ssm:GetParameter");
    }

    private HttpResponse<byte[]> put(String name, String value, String more) throws Exception {
        return send("Taker", "AmazonSSM.PutParameter", """
            {"Name":"%s","Value":"%s","Type":"SecureString"%s}
            """.formatted(name, value, more));
    }

    private HttpResponse<byte[]> get(String name, boolean decrypt) throws Exception {
        return send("Taker", "AmazonSSM.GetParameter", """
            {"Name":"%s","WithDecryption":%s}
            """.formatted(name, decrypt));
    }

    private static String value(HttpResponse<byte[]> response) {
        return json(response).path("Parameter").path("Value").asText();
    }

    /// @param more members of the request, each with a comma before it
    private HttpResponse<byte[]> message(String more) throws Exception {
        return send("Follower", "AmazonSQS.SendMessage", """
            {"QueueUrl":"%s","MessageBody":"hello"%s}
            """.formatted(QUEUE + "Queue", more));
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertRefused(send("Follower", "AmazonSQS.ReceiveMessage", "{}"), 400, "UnsupportedOperation", "SendMessage");
        assertRefused(send("Follower", "AWSEvents.PutRule", "{}"), 400, "UnsupportedOperationException", "PutEvents");
        assertRefused(send("Follower", "Kinesis.PutRecord", "{}"), 404, "UnknownOperationException", "Kinesis");
    }

    @Test
    void acceptsAllowedEventsAndReportsInvalidOnes() throws Exception {
        HttpResponse<byte[]> response = events("Follower", """
            {"EventBusName":"local","Source":"me","DetailType":"Tested","Detail":"{}"},
            {"EventBusName":"local","Source":"me","DetailType":"Tested","Detail":"no JSON"},
            {"EventBusName":"local","Source":"me","Detail":"{}"}
            """);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.path("FailedEntryCount").asInt()).isEqualTo(2);
        assertThat(answer.path("Entries").path(0).path("EventId").asText()).isNotEmpty();
        assertThat(answer.path("Entries").path(1).path("ErrorCode").asText()).isEqualTo("MalformedDetail");
        assertThat(answer.path("Entries").path(2).path("ErrorCode").asText()).isEqualTo("InvalidArgument");
        assertThat(buses.events().list()).singleElement().asString().contains("Tested");
        assertThat(log).containsExactly("local | " + buses.events().list().getFirst());
    }

    @Test
    void refusesEventsThatTheRoleDoesNotAllow() throws Exception {
        String entry = "{\"EventBusName\":\"%s\",\"Source\":\"me\",\"DetailType\":\"Tested\",\"Detail\":\"{}\"}";
        assertRefused(events("Probe", entry.formatted("local")), 400, "AccessDeniedException", "events:PutEvents");
        assertRefused(
                events("Follower", entry.formatted("other")), 400, "AccessDeniedException", "event-bus/other because");
        assertThat(buses.events().list()).isEmpty();
    }

    @Test
    void refusesMoreThanEventBridgeTakesAtOnce() throws Exception {
        String entry = "{\"EventBusName\":\"local\",\"Source\":\"me\",\"DetailType\":\"Tested\",\"Detail\":\"{}\"}";
        assertRefused(
                events("Follower", (entry + ",").repeat(10) + entry), 400, "ValidationException", "1 to 10 entries");
        assertRefused(
                events("Follower", entry.replace("Tested", "x".repeat(262_144))),
                400,
                "ValidationException",
                "over the limit");
        assertThat(buses.events().list()).isEmpty();
    }

    @Test
    void createsAUsageKeyOnceAndAddsItToOnePlan() throws Exception {
        String value = "NEWNEWNEWNEWNEWNEWNEW";

        HttpResponse<byte[]> created = rest("Follower", "/apikeys", key(value));

        assertThat(created.statusCode()).isEqualTo(201);
        String id = json(created).path("id").asText();
        assertThat(plans.bucket(value)).as("in no plan yet").isEmpty();
        assertRefused(rest("Follower", "/apikeys", key(value)), 409, "ConflictException", "already exists");
        assertRefused(rest("Follower", "/apikeys", key("short")), 400, "BadRequestException", "20 to 128");
        assertThat(rest("Follower", "/usageplans/Plan/keys", member(id)).statusCode())
                .isEqualTo(201);
        assertThat(plans.bucket(value)).isPresent();
        assertRefused(rest("Follower", "/usageplans/Plan/keys", member(id)), 409, "ConflictException", "already");
        assertRefused(rest("Follower", "/usageplans/Plan/keys", member("x")), 404, "NotFoundException", "Invalid");
    }

    @Test
    void refusesUsageKeysThatTheRoleDoesNotAllow() throws Exception {
        assertRefused(
                rest("Probe", "/apikeys", key("MINEMINEMINEMINEMINE")),
                403,
                "AccessDeniedException",
                "apigateway:POST");
        assertRefused(
                rest("Follower", "/usageplans/OtherPlan/keys", member("KeyWithoutPlan")),
                403,
                "AccessDeniedException",
                "::/usageplans/OtherPlan/keys because");
        assertRefused(rest("Follower", "/restapis", "{}"), 404, "NotFoundException", "POST /restapis");
    }

    private static String key(String value) {
        return "{\"name\":\"acme small\",\"value\":\"" + value + "\",\"enabled\":true}";
    }

    private static String member(String keyId) {
        return "{\"keyId\":\"" + keyId + "\",\"keyType\":\"API_KEY\"}";
    }

    private HttpResponse<byte[]> rest(String caller, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(endpoint.uri().resolve(path))
                        .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + caller + "/20260101/x, Signature=x")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> message(String caller, String queue, String body) throws Exception {
        return send(caller, "AmazonSQS.SendMessage", """
            {"QueueUrl":"%s","MessageBody":"%s"}
            """.formatted(QUEUE + queue, body));
    }

    private HttpResponse<byte[]> events(String caller, String entries) throws Exception {
        return send(caller, "AWSEvents.PutEvents", "{\"Entries\":[" + entries + "]}");
    }

    private HttpResponse<byte[]> send(String caller, String target, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(endpoint.uri())
                        .header("X-Amz-Target", target)
                        .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + caller + "/20260101/x, Signature=x")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void assertRefused(HttpResponse<byte[]> response, int status, String type, String message) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("__type").asText()).isEqualTo(type);
        assertThat(json(response).path("message").asText()).contains(message);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JsonTree.parse(response.body()).orElseThrow();
    }
}
