package dev.containerevents.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.TableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys from their issue to their end, through the two functions that operators and the gateway call.
final class AuthorizerTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final String OWN_ROUTES = "GET/events GET/events/* HEAD/api/* POST/report";
    private static final String STAGE = "arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/v1/";

    private final ManageAccess manageAccess = new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans());
    private final Authorizer authorizer =
            new Authorizer(TABLE.access(), new Log(TABLE.ledger()), OWN_ROUTES, "", LocalPlans.PREFIX);

    @BeforeAll
    static void createOrg() throws IOException {
        JsonNode created = HandlerInvocation.of(
                new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans()),
                "{\"action\":\"create_org\",\"org_id\":\"acme\"}");
        assertThat(created.path("created").asBoolean()).isTrue();
    }

    @Test
    void allowsAllThatTheKeyMayDoOnEveryRoute() throws IOException {
        JsonNode issued = issue("[\"read\",\"write\"]");
        JsonNode policy = authorize("Bearer " + issued.path("key").asText());

        assertThat(policy.at("/policyDocument/Statement/0/Resource"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        STAGE + "GET/orgs/acme",
                        STAGE + "GET/orgs/acme/*",
                        STAGE + "GET/events",
                        STAGE + "GET/events/*",
                        STAGE + "HEAD/orgs/acme",
                        STAGE + "HEAD/orgs/acme/*",
                        STAGE + "HEAD/api/*",
                        STAGE + "POST/orgs/acme",
                        STAGE + "POST/orgs/acme/*",
                        STAGE + "POST/orgs/acme/viewer_tokens",
                        STAGE + "POST/report");
        assertThat(policy.path("context").toString())
                .isEqualTo("{\"org\":\"acme\",\"rights\":\"read write\",\"shards\":\"1\",\"write_shards\":\"1\","
                        + "\"retention\":\"{}\",\"key_id\":\""
                        + issued.path("key_id").asText() + "\"}");
    }

    @Test
    void allowsAReaderNoPostButToMakeAToken() throws IOException {
        JsonNode policy = authorize("Token " + issue("[\"read\"]").path("key").asText());

        assertThat(policy.toString()).contains("/GET/orgs/acme/*").containsOnlyOnce("POST");
        assertThat(policy.toString()).contains("POST/orgs/acme/viewer_tokens\"");
    }

    /// A scheme has no case (RFC 9110, 11.1).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "BEARER ",
                "bearer  ",
                "bEaReR ",
                "TOKEN ",
                "toKEN ",
                "BEARER token ",
                "bearer TOKEN ",
                "Splunk ",
                "SPLUNK "
            })
    void acceptsASchemeInAnyCase(String scheme) throws IOException {
        String key = issue("[\"read\"]").path("key").asText();

        assertThat(authorize(scheme + key).at("/context/org").asText()).isEqualTo("acme");
        assertThat(scheme + key).matches(ApiKey.AUTHORIZATION);
    }

    /// Senders that know only user and password have the key as password, whatever the user.
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "joe:", "k\u00fc", "a b"})
    void acceptsAKeyAsPassword(String user) throws IOException {
        String key = issue("[\"read\"]").path("key").asText();
        String first = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
        String header = "BASIC " + base64(first + ":" + key);

        assertThat(authorize(header).at("/context/org").asText()).isEqualTo("acme");
        assertThat(header).matches(ApiKey.AUTHORIZATION);
    }

    @Test
    void acceptsNoOtherPassword() throws IOException {
        String key = issue("[\"read\"]").path("key").asText();

        for (String pair : List.of(key + ":", "x:y:" + key, "x:" + key + "x", "x: " + key, ":")) {
            assertThatThrownBy(() -> authorize("Basic " + base64(pair))).hasMessage("Unauthorized");
        }
        assertThatThrownBy(() -> authorize("Basic ====")).hasMessage("Unauthorized");
        assertThatThrownBy(() -> authorize("Basic YWJjZGVmZ2g=a")).hasMessage("Unauthorized");
        assertThatThrownBy(() -> authorize("Basic YWJjZGVmZ2h=")).hasMessage("Unauthorized");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "BEARERTOKEN ", "TOKEN BEARER ", "Basic ", "B\u0130earer ", "to\u212aen "})
    void acceptsNoOtherScheme(String scheme) throws IOException {
        String key = issue("[\"read\"]").path("key").asText();

        assertThatThrownBy(() -> authorize(scheme + key)).hasMessage("Unauthorized");
        assertThat(scheme + key).doesNotMatch(ApiKey.AUTHORIZATION);
    }

    /// Generated clients send a colon as `%3A`, and the gateway matches a policy against the path as it was sent.
    @Test
    void allowsAnOrganisationInTheSpellingsThatClientsSend() throws IOException {
        HandlerInvocation.of(manageAccess, "{\"action\":\"create_org\",\"org_id\":\"a:b:c\"}");
        JsonNode issued = HandlerInvocation.of(
                manageAccess, "{\"action\":\"issue_key\",\"org_id\":\"a:b:c\",\"rights\":[\"write\"]}");

        JsonNode policy = authorize("Bearer " + issued.path("key").asText());

        assertThat(policy.at("/policyDocument/Statement/0/Resource"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        STAGE + "POST/orgs/a:b:c",
                        STAGE + "POST/orgs/a%3Ab%3Ac",
                        STAGE + "POST/orgs/a%3ab%3ac",
                        STAGE + "POST/orgs/a:b:c/*",
                        STAGE + "POST/orgs/a%3Ab%3Ac/*",
                        STAGE + "POST/orgs/a%3ab%3ac/*",
                        STAGE + "POST/report");
    }

    /// For clients that know only 403, the gateway uses this type, and needs a policy for any key.
    @Test
    void deniesAnInvalidKeyByAPolicyAsARequestAuthorizer() throws IOException {
        String key = issue("[\"write\"]").path("key").asText();

        assertThat(ask("{\"authorization\":\"Bearer " + key + "\"}").toString())
                .contains("\"Allow\"", "/POST/report")
                .doesNotContain("/GET/events");
        assertThat(ask("{\"Authorization\":\"Bearer ce_x_y\"}").toString())
                .isEqualTo("{\"principalId\":\"nobody\",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":"
                        + "[{\"Effect\":\"Deny\",\"Action\":\"execute-api:Invoke\",\"Resource\":[\"" + STAGE
                        + "*\"]}]}}");
        assertThat(ask("{}").at("/policyDocument/Statement/0/Effect").asText()).isEqualTo("Deny");
        assertThat(ask("null").at("/policyDocument/Statement/0/Effect").asText())
                .isEqualTo("Deny");
    }

    @Test
    void refusesARevokedKey() throws IOException {
        JsonNode key = issue("[\"read\"]");
        String authorization = "Bearer " + key.path("key").asText();
        authorize(authorization);
        JsonNode revoked = HandlerInvocation.of(
                manageAccess,
                "{\"action\":\"revoke_key\",\"key_id\":\"" + key.path("key_id").asText() + "\"}");

        assertThat(revoked.path("revoked").asBoolean()).isTrue();
        assertThatThrownBy(() -> authorize(authorization)).hasMessage("Unauthorized");
        assertThat(shown(key).path("revoked").asText()).isNotEmpty();
    }

    @Test
    void showsAKeyOnceAndStoresItHashed() throws IOException {
        JsonNode key = issue("[\"read\",\"write\"]");
        String secret =
                key.path("key").asText().substring(key.path("key").asText().lastIndexOf('_') + 1);

        assertThat(secret).matches("[0-9a-f]{48}");
        assertThat(TABLE.client()
                        .scan(scan -> scan.tableName(TABLE.name()))
                        .items()
                        .toString())
                .contains(key.path("key_id").asText())
                .doesNotContain(secret);
        assertThat(shown(key).toString()).doesNotContain(secret).contains("\"rights\":[\"read\",\"write\"]");
    }

    /// A throttled batch of reads is a 200 with a part of the items; the missing ones exist.
    @Test
    void doesNotCallAKeyUnknownBecauseItsReadWasThrottled() throws IOException {
        String authorization = "Bearer " + issue("[\"read\"]").path("key").asText();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(call ->
                    call.operation().equals("BatchGetItem") ? FaultProxy.Fault.UNPROCESSED : FaultProxy.Fault.PASS);
            Authorizer throttled = new Authorizer(
                    TABLE.through(proxy).access(), new Log(TABLE.ledger()), OWN_ROUTES, "", LocalPlans.PREFIX);

            assertThatThrownBy(() -> authorize(throttled, authorization)).isInstanceOf(TableException.Throttled.class);
        }
    }

    private JsonNode ask(String headers) throws IOException {
        return HandlerInvocation.of(
                authorizer,
                "{\"type\":\"REQUEST\",\"methodArn\":\"" + STAGE + "POST/report\",\"headers\":" + headers + "}");
    }

    private JsonNode shown(JsonNode key) throws IOException {
        for (JsonNode shown : HandlerInvocation.of(manageAccess, "{\"action\":\"list_keys\",\"org_id\":\"acme\"}")
                .path("keys")) {
            if (shown.path("key_id").equals(key.path("key_id"))) {
                return shown;
            }
        }
        throw new AssertionError("the key is not listed");
    }

    private JsonNode issue(String rights) throws IOException {
        return HandlerInvocation.of(
                manageAccess, "{\"action\":\"issue_key\",\"org_id\":\"acme\",\"rights\":" + rights + "}");
    }

    private JsonNode authorize(String authorization) throws IOException {
        return authorize(authorizer, authorization);
    }

    private static JsonNode authorize(Authorizer authorizer, String authorization) throws IOException {
        return HandlerInvocation.of(
                authorizer,
                "{\"type\":\"TOKEN\",\"authorizationToken\":\"" + authorization
                        + "\",\"methodArn\":\"arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/v1/GET/orgs/x/events\"}");
    }
}
