package dev.containerevents.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Scope;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.StoredToken;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Viewer tokens from their making to their end, through the functions that clients, operators and the gateway
/// call.
final class ViewerTokensTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String STAGE = "arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/v1/";

    private static final String VIEWER_ROUTES = "caller=container,actor orgs/{org_id}= "
            + "orgs/{org_id}/containers/{container_id}/events/{event_id}=container,actor orgs/{org_id}/feed=container";

    private static final ManageAccess MANAGE_ACCESS =
            new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans());

    private final Authorizer authorizer = authorizer(TABLE);
    private final CreateViewerToken createViewerToken = new CreateViewerToken(TABLE.access());

    private static Authorizer authorizer(LocalTable table) {
        return new Authorizer(table.access(), new Log(table.ledger()), "GET/events", VIEWER_ROUTES, LocalPlans.PREFIX);
    }

    @BeforeAll
    static void createOrgs() throws IOException {
        for (String org : List.of("acme", "a:b")) {
            HandlerInvocation.of(MANAGE_ACCESS, "{\"action\":\"create_org\",\"org_id\":\"" + org + "\"}");
        }
    }

    @Test
    void readsTheMarkedRoutesForAnHour() throws IOException {
        JsonNode key = issue("acme", "\"read\",\"write\"", "");

        JsonNode made = make(key, "{}");

        Instant expires = Instant.parse(made.path("expires").asText());
        assertThat(Duration.between(Instant.now(), expires)).isBetween(Duration.ofSeconds(3590), Duration.ofHours(1));
        assertThat(made.path("token").asText()).matches("ce_v[0-9a-f]{16}_[0-9a-f]{48}");
        assertThat("Bearer " + made.path("token").asText()).matches(ApiKey.AUTHORIZATION);
        JsonNode policy = authorize(made);
        assertThat(routes(policy))
                .containsExactlyInAnyOrder(
                        "GET/caller",
                        "GET/orgs/acme",
                        "GET/orgs/acme/containers/*/events/*",
                        "GET/orgs/acme/feed",
                        "HEAD/caller",
                        "HEAD/orgs/acme",
                        "HEAD/orgs/acme/containers/*/events/*",
                        "HEAD/orgs/acme/feed");
        assertThat(policy.at("/context/rights").asText()).isEqualTo("read");
        assertThat(policy.at("/context/key_id").asText()).isEqualTo(id(made));
        assertThat(policy.path("principalId").asText()).isEqualTo(id(made));
        assertThat(policy.at("/context/expires").asLong()).isEqualTo(expires.toEpochMilli());
        assertThat(policy.path("context").has("scope_container")).isFalse();
        assertThat(policy.path("context").has("scope_actor")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'container_id':'web-1'} | web-1 |  | caller, orgs/acme/containers/web-1/events/*, orgs/acme/feed",
                "{'container_id':'a*'} | a* |  | caller, orgs/acme/containers/*/events/*, orgs/acme/feed",
                "{'container_id':'a?b'} | a%3Fb |  | caller, orgs/acme/containers/*/events/*, orgs/acme/feed",
                "{'container_id':'a/b ü'} | a%2Fb+%C3%BC |  | caller, orgs/acme/containers/*/events/*, orgs/acme/feed",
                "{'actor':'joe'} | | joe | caller, orgs/acme/containers/*/events/*",
                "{'container_id':'c','actor':'j\u00f6'} | c | j%C3%B6 | caller, orgs/acme/containers/c/events/*"
            })
    void opensOnlyWhatAppliesItsScope(String body, @Nullable String container, @Nullable String actor, String opened)
            throws IOException {
        JsonNode policy = authorize(make(issue("acme", "\"read\"", ""), body.replace('\'', '"')));

        assertThat(policy.at("/context/scope_container").textValue()).isEqualTo(container);
        assertThat(policy.at("/context/scope_actor").textValue()).isEqualTo(actor);
        assertThat(routes(policy))
                .containsExactlyInAnyOrderElementsOf(List.of(opened.split(", ")).stream()
                        .flatMap(route -> List.of("GET/" + route, "HEAD/" + route).stream())
                        .toList());
    }

    @Test
    void spellsAnOrganisationAsClientsDo() throws IOException {
        JsonNode policy = authorize(make("a:b", issue("a:b", "\"read\"", ""), "{}"));

        assertThat(routes(policy)).contains("GET/orgs/a:b/feed", "GET/orgs/a%3Ab/feed", "GET/orgs/a%3ab/feed");
    }

    @Test
    void isStoredHashedAndDeletedByDynamoDb() throws IOException {
        JsonNode made = make(issue("acme", "\"read\"", ""), "{\"expires_in\":60}");

        Map<String, AttributeValue> item = item(id(made));
        assertThat(item.toString()).doesNotContain(secret(made));
        assertThat(Instant.ofEpochSecond(Long.parseLong(
                        Objects.requireNonNull(item.get("expires")).n())))
                .isEqualTo(Instant.parse(made.path("expires").asText()))
                .isBetween(Instant.now(), Instant.now().plusSeconds(60));
    }

    @Test
    void endsWithItsKey() throws IOException {
        JsonNode revoked = issue("acme", "\"read\"", "");
        JsonNode ofRevoked = make(revoked, "{}");
        manage("revoke_key", revoked, "");
        JsonNode rotated = issue("acme", "\"read\"", "");
        JsonNode ofRotated = make(rotated, "{}");
        manage("rotate_key", rotated, ",\"overlap_hours\":0");
        Instant soon = Instant.now().plusSeconds(2);
        JsonNode ofExpiring = make(issue("acme", "\"read\"", ",\"expires\":\"" + soon + "\""), "{}");

        assertThatThrownBy(() -> authorize(ofRevoked)).hasMessage("Unauthorized");
        assertThatThrownBy(() -> authorize(ofRotated)).hasMessage("Unauthorized");
        assertThat(Instant.parse(ofExpiring.path("expires").asText())).isBeforeOrEqualTo(soon);
    }

    @Test
    void isRevokedByItsOwnId() throws IOException {
        JsonNode key = issue("acme", "\"read\"", "");
        JsonNode made = make(key, "{}");
        JsonNode other = make(key, "{}");
        authorize(made);

        JsonNode answer = manage("revoke_key", id(made), "");

        assertThat(answer.path("revoked").asBoolean()).isTrue();
        assertThatThrownBy(() -> authorize(made)).hasMessage("Unauthorized");
        assertThat(authorize(other).path("context")).isNotEmpty();
        assertThat(manage("revoke_key", id(made), "").path("revoked").asBoolean())
                .isTrue();
        assertThat(manage("revoke_key", "vffffffffffffffff", "").path("status").asInt())
                .isEqualTo(404);
        assertThat(manage("rotate_key", id(other), "").path("status").asInt()).isEqualTo(404);
    }

    /// The function that makes tokens can write these items, so they must not be able to do more.
    @Test
    void isNeverMoreThanAnHourOfReadingWhateverItsItemSays() throws IOException {
        JsonNode reader = issue("acme", "\"read\"", "");
        JsonNode writer = issue("acme", "\"write\"", "");
        Instant now = Instant.now();
        String reading = reader.path("key_id").asText();

        assertThat(store(reading, "acme", now.minusSeconds(3500), now.plusSeconds(999_999)))
                .isTrue();
        assertThat(store(reading, "acme", now.minusSeconds(3601), now.plusSeconds(999_999)))
                .as("over an hour old")
                .isFalse();
        assertThat(store(reading, "acme", now.minusSeconds(60), now.minusSeconds(1)))
                .as("expired")
                .isFalse();
        assertThat(store(reading, "a:b", now, now.plusSeconds(60)))
                .as("of another organisation's key")
                .isFalse();
        assertThat(store(writer.path("key_id").asText(), "acme", now, now.plusSeconds(60)))
                .as("of a key that doesn't read")
                .isFalse();
        assertThat(store("nobody", "acme", now, now.plusSeconds(60))).isFalse();
    }

    /// Returns whether such a token is valid.
    private boolean store(String parent, String org, Instant created, Instant expires) throws IOException {
        ApiKey token = ApiKey.randomToken(new SecureRandom());
        TABLE.access()
                .add(
                        new StoredToken(token.id(), org, token.hash(), parent, Scope.ALL, created, expires, null),
                        new RequestBudget());
        try {
            JsonNode policy = authorize(token.text());
            assertThat(policy.toString()).doesNotContain("POST");
            assertThat(policy.at("/context/rights").asText()).isEqualTo("read");
            return true;
        } catch (RuntimeException e) {
            assertThat(e).hasMessage("Unauthorized");
            return false;
        }
    }

    @Test
    void isNotKnownByItsIdAlone() throws IOException {
        JsonNode made = make(issue("acme", "\"read\"", ""), "{}");
        String token = made.path("token").asText();

        for (String wrong : List.of(
                token + "0",
                token.substring(0, token.length() - 1),
                "ce_" + id(made) + "_" + "0".repeat(48),
                "ce_" + id(made).substring(1) + "_" + secret(made),
                "ce_" + id(made).toUpperCase(Locale.ROOT) + "_" + secret(made))) {
            assertThatThrownBy(() -> authorize(wrong)).hasMessage("Unauthorized");
        }
    }

    @Test
    void costsTheAuthorizerTwoCallsAsAKeyDoes() throws IOException {
        JsonNode key = issue("acme", "\"read\"", "");
        JsonNode made = make(key, "{}");
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            Authorizer watched = authorizer(TABLE.through(proxy));

            authorize(watched, key.path("key").asText());
            assertThat(proxy.calls()).isEqualTo(2);
            authorize(watched, made.path("token").asText());
            assertThat(proxy.calls()).isEqualTo(4);
        }
    }

    @Test
    void costsOneWriteUnit() throws IOException {
        JsonNode context =
                authorize(issue("acme", "\"read\"", "").path("key").asText()).path("context");

        JsonNode answer = call("acme", context, "{\"container_id\":\"" + "c".repeat(400) + "\",\"actor\":\"a\"}");

        assertThat(answer.at("/headers/X-Consumed-Write-Units").asText()).isEqualTo("1");
        assertThat(answer.at("/headers/X-Consumed-Read-Units").asText()).isEqualTo("0");
        assertThat(answer.at("/headers/Cache-Control").asText()).isEqualTo("no-store");
    }

    @Test
    void isMadeOnlyWithAKeyThatReads() throws IOException {
        JsonNode reader =
                authorize(issue("acme", "\"read\"", "").path("key").asText()).path("context");
        JsonNode writer =
                authorize(issue("acme", "\"write\"", "").path("key").asText()).path("context");
        JsonNode token = authorize(make(issue("acme", "\"read\"", ""), "{}")).path("context");
        JsonNode narrow = authorize(make(issue("acme", "\"read\"", ""), "{\"actor\":\"joe\"}"))
                .path("context");

        assertThat(call("acme", reader, "").path("statusCode").asInt()).isEqualTo(201);
        for (JsonNode other : List.of(writer, token, narrow)) {
            assertThat(call("acme", other, "").path("statusCode").asInt()).isEqualTo(403);
        }
        assertThat(call("a:b", reader, "").path("statusCode").asInt()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"expires_in\":59}",
                "{\"expires_in\":3601}",
                "{\"expires_in\":60.5}",
                "{\"container_id\":\"\"}",
                "{\"container_id\":\"..\"}",
                "{\"container_id\":7}",
                "{\"actor\":\"\"}",
                "{\"rights\":[\"write\"]}",
                "[]",
                "{"
            })
    void refusesWhatNoTokenCanHave(String body) throws IOException {
        JsonNode context =
                authorize(issue("acme", "\"read\"", "").path("key").asText()).path("context");

        assertThat(call("acme", context, body).path("statusCode").asInt()).isEqualTo(400);
    }

    @Test
    void saysWhoItIs() throws IOException {
        JsonNode made =
                make(issue("acme", "\"read\",\"write\"", ""), "{\"container_id\":\"a/b*\",\"actor\":\"j\u00f6\"}");

        JsonNode caller = MAPPER.readTree(HandlerInvocation.of(
                        new GetCaller(), event("acme", authorize(made).path("context"), "GET", ""))
                .path("body")
                .asText());

        assertThat(caller)
                .isEqualTo(MAPPER.createObjectNode()
                        .put("org_id", "acme")
                        .<ObjectNode>set("rights", MAPPER.createArrayNode().add("read"))
                        .put("key_id", id(made))
                        .put("expires", made.path("expires").asText())
                        .put("container_id", "a/b*")
                        .put("actor", "j\u00f6"));
    }

    private static JsonNode issue(String org, String rights, String more) throws IOException {
        return HandlerInvocation.of(
                MANAGE_ACCESS,
                "{\"action\":\"issue_key\",\"org_id\":\"" + org + "\",\"rights\":[" + rights + "]" + more + "}");
    }

    private static JsonNode manage(String action, JsonNode key, String more) throws IOException {
        return manage(action, key.path("key_id").asText(), more);
    }

    private static JsonNode manage(String action, String id, String more) throws IOException {
        return HandlerInvocation.of(
                MANAGE_ACCESS, "{\"action\":\"" + action + "\",\"key_id\":\"" + id + "\"" + more + "}");
    }

    private JsonNode make(JsonNode key, String body) throws IOException {
        return make("acme", key, body);
    }

    /// Makes a token as a client does, with the context that the authorizer gives the key.
    private JsonNode make(String org, JsonNode key, String body) throws IOException {
        JsonNode answer = call(org, authorize(key.path("key").asText()).path("context"), body);
        assertThat(answer.path("statusCode").asInt()).as(answer.toString()).isEqualTo(201);
        return MAPPER.readTree(answer.path("body").asText());
    }

    private JsonNode call(String org, JsonNode context, String body) throws IOException {
        return HandlerInvocation.of(createViewerToken, event(org, context, "POST", body));
    }

    private static String event(String org, JsonNode context, String method, String body) {
        ObjectNode event = MAPPER.createObjectNode()
                .put("httpMethod", method)
                .put("path", "/some/path")
                .put("body", body)
                .put("isBase64Encoded", false);
        event.putObject("pathParameters").put("org_id", HandlerInvocation.encoded(org));
        event.putObject("requestContext")
                .put("path", "/v1/some/path")
                .put("requestId", "r-1")
                .set("authorizer", context);
        return event.toString();
    }

    private static String id(JsonNode made) {
        return made.path("token").asText().split("_", -1)[1];
    }

    private static String secret(JsonNode made) {
        return made.path("token").asText().split("_", -1)[2];
    }

    private static Map<String, AttributeValue> item(String id) {
        return TABLE.client()
                .getItem(get -> get.tableName(TABLE.name())
                        .key(Map.of("pk", AttributeValue.fromS("V#" + id), "sk", AttributeValue.fromS("V"))))
                .item();
    }

    private JsonNode authorize(JsonNode made) throws IOException {
        return authorize(made.path("token").asText());
    }

    private JsonNode authorize(String credentials) throws IOException {
        return authorize(authorizer, credentials);
    }

    private static JsonNode authorize(Authorizer authorizer, String credentials) throws IOException {
        return HandlerInvocation.of(
                authorizer,
                "{\"type\":\"TOKEN\",\"authorizationToken\":\"Bearer " + credentials + "\",\"methodArn\":\"" + STAGE
                        + "GET/orgs/x/events\"}");
    }

    private static List<String> routes(JsonNode policy) {
        return StreamSupport.stream(
                        policy.at("/policyDocument/Statement/0/Resource").spliterator(), false)
                .map(resource -> resource.asText().substring(STAGE.length()))
                .toList();
    }
}
