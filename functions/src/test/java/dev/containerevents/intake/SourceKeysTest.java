package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.Authorizer;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.ledger.Log;
import dev.containerevents.orgs.CreateContainerEvent;
import dev.containerevents.orgs.CreateEvents;
import dev.containerevents.table.LocalTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys of a source, which may be in a URL, from their issue to their use. They open nothing but the intake of
/// that source.
@Isolated("it captures the output of the functions")
final class SourceKeysTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String STAGE = "arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/hooks/";
    private static final ManageAccess MANAGE_ACCESS =
            new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans());
    private static final Authorizer AUTHORIZER = new Authorizer(
            TABLE.access(), new Log(TABLE.ledger()), "GET/events POST/report", "caller=", LocalPlans.PREFIX);

    private final IngestLogs ingestLogs = new IngestLogs(TABLE.events(), TABLE.intake());

    @BeforeAll
    static void createOrg() throws IOException {
        HandlerInvocation.of(MANAGE_ACCESS, "{\"action\":\"create_org\",\"org_id\":\"acme\"}");
    }

    @Test
    void opensOnlyTheIntakeOfItsSource() throws IOException {
        JsonNode issued = issue("[\"write\"]", ",\"source\":\"okta\"");

        JsonNode policy = byQuery(issued.path("key").asText());

        assertThat(issued.path("source").asText()).isEqualTo("okta");
        assertThat(policy.at("/policyDocument/Statement/0/Resource"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        STAGE + "GET/orgs/acme/logs/okta",
                        STAGE + "POST/orgs/acme/logs/okta",
                        STAGE + "POST/orgs/acme/logs/okta/*");
        assertThat(policy.at("/policyDocument/Statement/0/Effect").asText()).isEqualTo("Allow");
        assertThat(policy.at("/context/source").asText()).isEqualTo("okta");
        assertThat(policy.at("/context/rights").asText()).isEqualTo("write");
    }

    @Test
    void opensNoMoreInAHeader() throws IOException {
        String key = issue("[\"write\"]", ",\"source\":\"okta\"").path("key").asText();

        JsonNode policy = HandlerInvocation.of(
                AUTHORIZER,
                "{\"type\":\"TOKEN\",\"authorizationToken\":\"Bearer " + key + "\",\"methodArn\":\"" + STAGE
                        + "POST/orgs/acme/events\"}");

        assertThat(policy.at("/policyDocument/Statement/0/Resource").toString())
                .contains("/POST/orgs/acme/logs/okta\"")
                .doesNotContain("/events", "acme/*", "report", "viewer_tokens");
    }

    @Test
    void noOtherKeyIsAcceptedInAQuery() throws IOException {
        List<String> others = new ArrayList<>();
        for (String rights : List.of("[\"write\"]", "[\"read\"]", "[\"read\",\"write\"]")) {
            others.add(issue(rights, "").path("key").asText());
        }
        String own = issue("[\"write\"]", ",\"source\":\"okta\"").path("key").asText();
        others.add(own + "0");
        others.add("Bearer " + own);
        others.add("");

        for (String other : others) {
            assertThat(byQuery(other).at("/policyDocument/Statement/0/Effect").asText())
                    .as(other)
                    .isEqualTo("Deny");
        }
    }

    /// The gateway caches the response by the key in the query. If a header counted too, whoever sends one could
    /// choose what others get who send the same query.
    @Test
    void aHeaderChangesNothing() throws IOException {
        String all = issue("[\"read\",\"write\"]", "").path("key").asText();
        String own = issue("[\"write\"]", ",\"source\":\"okta\"").path("key").asText();

        for (String key : List.of("guessed", own)) {
            ObjectNode event = queried(key);
            ((ObjectNode) event.path("headers")).put("Authorization", "Bearer " + all);

            assertThat(HandlerInvocation.of(AUTHORIZER, event.toString())).isEqualTo(byQuery(key));
        }
    }

    @Test
    void endsAsOtherKeysDo() throws IOException {
        JsonNode issued = issue("[\"write\"]", ",\"source\":\"okta\"");
        JsonNode rotated = HandlerInvocation.of(
                MANAGE_ACCESS,
                "{\"action\":\"rotate_key\",\"overlap_hours\":0,\"key_id\":\""
                        + issued.path("key_id").asText() + "\"}");

        assertThat(effect(byQuery(issued.path("key").asText()))).isEqualTo("Deny");
        JsonNode policy = byQuery(rotated.path("key").asText());
        assertThat(effect(policy)).isEqualTo("Allow");
        assertThat(policy.at("/context/source").asText()).isEqualTo("okta");
        assertThat(HandlerInvocation.of(MANAGE_ACCESS, "{\"action\":\"list_keys\",\"org_id\":\"acme\"}")
                        .toString())
                .contains("\"source\":\"okta\"");
    }

    private static String effect(JsonNode policy) {
        return policy.at("/policyDocument/Statement/0/Effect").asText();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"read\"],\"source\":\"okta\"",
                "[\"read\",\"write\"],\"source\":\"okta\"",
                "[\"write\",\"deliver\"],\"source\":\"okta\"",
                "[\"deliver\"],\"source\":\"okta\"",
                "[\"write\"],\"source\":\"*\"",
                "[\"write\"],\"source\":\"okta/../events\"",
                "[\"write\"],\"source\":\"\"",
                "[\"write\"],\"source\":7"
            })
    void isIssuedOnlyToWriteAndOnlyForAName(String members) throws IOException {
        JsonNode refused = HandlerInvocation.of(
                MANAGE_ACCESS, "{\"action\":\"issue_key\",\"org_id\":\"acme\",\"rights\":" + members + "}");

        assertThat(refused.path("status").asInt()).isEqualTo(400);
        assertThat(refused.has("key")).isFalse();
    }

    /// The policy has refused the same before. This is for a mistake in it.
    @Test
    void functionsRefuseAnotherSourceAndEverythingElse() throws IOException {
        JsonNode context = context("okta");
        String event = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";

        assertThat(call(ingestLogs, context, "POST", "okta", "[]", Map.of())).isEqualTo(200);
        assertThat(call(ingestLogs, context, "POST", "generic", "[]", Map.of())).isEqualTo(403);
        for (RequestStreamHandler other : List.of(
                new CreateContainerEvent(TABLE.events()),
                new CreateEvents(TABLE.events()),
                new IngestOtlpLogs(TABLE.events(), TABLE.intake()))) {
            assertThat(call(other, context, "POST", "okta", event, Map.of())).isEqualTo(403);
        }
    }

    @Test
    void storesTheRecordsOfItsSourceAndWritesNoKeyAnywhere() throws IOException {
        JsonNode issued = issue("[\"write\"]", ",\"source\":\"generic\"");
        String key = issued.path("key").asText();
        String secret = key.substring(key.lastIndexOf('_') + 1);
        JsonNode context = byQuery(key).path("context");
        Map<String, String> query = Map.of("key", key, "container", "host");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        List<JsonNode> answers = new ArrayList<>();
        try {
            for (String body : List.of("[{\"host\":\"web-1\",\"action\":\"login\"}]", "no\0text", "{}")) {
                answers.add(answer(ingestLogs, context, "POST", "generic", body, query));
            }
            answers.add(answer(ingestLogs, context, "POST", "generic", "[]", Map.of("key", key, "nonsense", "1")));
        } finally {
            System.setOut(out);
        }

        assertThat(answers)
                .extracting(answer -> answer.path("statusCode").asInt())
                .containsExactly(200, 400, 200, 400);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("IngestLogs")
                .doesNotContain(secret);
        assertThat(answers.toString()).doesNotContain(secret);
        assertThat(TABLE.client()
                        .scan(scan -> scan.tableName(TABLE.name()))
                        .items()
                        .toString())
                .contains("web-1")
                .doesNotContain(secret);
    }

    /// A key in the URL of the traced API is a mistake, which should show at the first request.
    @Test
    void otherKeysRefuseAQueryWithAKey() throws IOException {
        ObjectNode context = (ObjectNode) context("okta");
        context.remove("source");

        assertThat(call(ingestLogs, context, "POST", "okta", "[]", Map.of("key", "x")))
                .isEqualTo(400);
    }

    @Test
    void answersOktasChallenge() throws IOException {
        JsonNode context = context("okta");
        String challenge = "QfiYCvmKyiDuNA\"</script>";
        ObjectNode event = event(context, "GET", "okta", "", Map.of("key", "x"));
        event.putObject("multiValueHeaders")
                .putArray("x-okta-verification-challenge")
                .add(challenge);

        JsonNode answer = HandlerInvocation.of(ingestLogs, event.toString());

        assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
        assertThat(MAPPER.readTree(answer.path("body").asText()))
                .isEqualTo(MAPPER.createObjectNode().put("verification", challenge));
        assertThat(call(ingestLogs, context, "GET", "okta", "", Map.of())).isEqualTo(404);
        assertThat(call(ingestLogs, context, "GET", "generic", "", Map.of())).isEqualTo(403);
    }

    @Test
    void isUnauthorizedWithoutAnything() {
        assertThatThrownBy(() -> HandlerInvocation.of(
                        AUTHORIZER,
                        "{\"type\":\"TOKEN\",\"authorizationToken\":\"\",\"methodArn\":\"" + STAGE + "POST/x\"}"))
                .hasMessage("Unauthorized");
    }

    private static JsonNode context(String source) throws IOException {
        return byQuery(issue("[\"write\"]", ",\"source\":\"" + source + "\"")
                        .path("key")
                        .asText())
                .path("context");
    }

    private static JsonNode issue(String rights, String more) throws IOException {
        return HandlerInvocation.of(
                MANAGE_ACCESS, "{\"action\":\"issue_key\",\"org_id\":\"acme\",\"rights\":" + rights + more + "}");
    }

    private static JsonNode byQuery(String key) throws IOException {
        return HandlerInvocation.of(AUTHORIZER, queried(key).toString());
    }

    private static ObjectNode queried(String key) {
        ObjectNode event =
                MAPPER.createObjectNode().put("type", "REQUEST").put("methodArn", STAGE + "POST/orgs/acme/logs/okta");
        event.putObject("headers").put("Host", "api.example.com");
        event.putObject("queryStringParameters").put("container", "host").put("key", key);
        return event;
    }

    private static int call(
            RequestStreamHandler handler,
            JsonNode context,
            String method,
            String source,
            String body,
            Map<String, String> query)
            throws IOException {
        return answer(handler, context, method, source, body, query)
                .path("statusCode")
                .asInt();
    }

    private static JsonNode answer(
            RequestStreamHandler handler,
            JsonNode context,
            String method,
            String source,
            String body,
            Map<String, String> query)
            throws IOException {
        return HandlerInvocation.of(
                handler, event(context, method, source, body, query).toString());
    }

    private static ObjectNode event(
            JsonNode context, String method, String source, String body, Map<String, String> query) {
        ObjectNode event = MAPPER.createObjectNode()
                .put("httpMethod", method)
                .put("path", "/some/path")
                .put("body", body)
                .put("isBase64Encoded", false);
        event.putObject("pathParameters")
                .put("org_id", "acme")
                .put("log_source", source)
                .put("container_id", "c-1");
        ObjectNode parameters = event.putObject("multiValueQueryStringParameters");
        query.forEach((name, value) -> parameters.putArray(name).add(value));
        event.putObject("requestContext")
                .put("path", "/hooks/some/path")
                .put("requestId", "r-1")
                .set("authorizer", context);
        return event;
    }
}
