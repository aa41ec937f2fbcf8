package dev.containerevents.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.Authorizer;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.LocalEngine;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// The authorizer, in both types: only a valid key gets access, and only to its own organisation.
final class AuthorizerSubject implements Subject {

    private static final String STAGE = "arn:aws:execute-api:eu-central-1:123456789012:abcdefghij/v1/";

    private static final String OWN_KEY = TwoOrgs.key(TwoOrgs.OWN).text();
    private static final String OWN_TOKEN = TwoOrgs.token(TwoOrgs.OWN).text();

    /// What a key opens that may do everything.
    private static final String KEY_ROUTES = "(GET|HEAD|POST)/(orgs/acme(/\\*)?|events)|POST/orgs/acme/viewer_tokens"
            + "|(POST|PATCH|DELETE)/orgs/acme/destinations(/\\*)?";

    private static final String SOURCE_KEY = TwoOrgs.sourceKey(TwoOrgs.OWN).text();

    /// The parameter of the query in which the key of a source may be, but no other.
    private static final String QUERY = "key";

    /// What the key of a source opens.
    private static final String SOURCE_ROUTES = "(GET|POST)/orgs/acme/logs/okta(/\\*)?";

    /// What its viewer token opens.
    private static final String TOKEN_ROUTES = "(GET|HEAD)/(caller|orgs/acme/containers/c-1/events)";

    private final TwoOrgs orgs;
    private final RequestStreamHandler handler;

    AuthorizerSubject(LocalEngine engine) {
        orgs = TwoOrgs.shared(engine, false);
        handler = new Authorizer(
                orgs.table().access(),
                new Log(orgs.table().ledger()),
                "GET/events",
                "caller=container,actor orgs/{org_id}/containers/{container_id}/events=container",
                LocalPlans.PREFIX);
    }

    @Override
    public Arbitrary<String> events() {
        Arbitrary<String> paths = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of("orgs/acme/events", "orgs/globex/events", "events", "")),
                Tuple.of(1, Hostile.texts()));
        return Combinators.combine(
                        Arbitraries.of("TOKEN", "REQUEST"),
                        Arbitraries.of("GET", "HEAD", "POST", "OPTIONS"),
                        paths,
                        credentials(),
                        Arbitraries.of("Authorization", "authorization", "AUTHORIZATION", "X-Authorization", QUERY))
                .as(AuthorizerSubject::event);
    }

    /// The caller's key, intact or corrupted, never the other organisation's.
    private static Arbitrary<String> credentials() {
        Arbitrary<String> schemes =
                Arbitraries.of("Bearer ", "bearer  ", "Token ", "Bearer Token ", "Basic ", "", "Bearer", "bEARER ");
        Arbitrary<String> keys = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(OWN_KEY, OWN_TOKEN, SOURCE_KEY)),
                Tuple.of(
                        1,
                        Combinators.combine(Arbitraries.integers().between(0, OWN_TOKEN.length()), Hostile.texts())
                                .as((at, text) -> OWN_TOKEN.substring(0, at) + text + OWN_TOKEN.substring(at))),
                Tuple.of(
                        1,
                        Combinators.combine(Arbitraries.integers().between(0, OWN_KEY.length()), Hostile.texts())
                                .as((at, text) -> OWN_KEY.substring(0, at) + text + OWN_KEY.substring(at))),
                Tuple.of(1, Hostile.texts().map(text -> "ce_" + TwoOrgs.OTHER.id() + "_" + text)),
                Tuple.of(1, Hostile.texts().map(text -> "ce_" + text + "_secretofacme")),
                Tuple.of(1, Hostile.texts()));
        return Combinators.combine(schemes, keys).as((scheme, key) -> scheme + key);
    }

    private static String event(String type, String method, String path, String credentials, String header) {
        ObjectNode event =
                JsonMutation.MAPPER.createObjectNode().put("type", type).put("methodArn", STAGE + method + "/" + path);
        if (type.equals("TOKEN")) {
            event.put("authorizationToken", credentials);
        } else {
            ObjectNode headers = event.putObject("headers").put("Host", "api.example.com");
            (header.equals(QUERY) ? event.putObject("queryStringParameters") : headers).put(header, credentials);
        }
        return event.toString();
    }

    @Override
    public void check(String event) throws Exception {
        JsonNode asked = JsonMutation.MAPPER.readTree(event);
        boolean isToken = asked.path("type").asText().equals("TOKEN");
        JsonNode policy;
        try {
            policy = HandlerInvocation.of(handler, event);
        } catch (RuntimeException e) {
            assertThat(e).hasMessage("Unauthorized");
            assertThat(isToken).isTrue();
            return;
        }
        assertThat(policy.toString()).doesNotContain(orgs.marker()).doesNotContain("secretof");
        JsonNode statement = policy.at("/policyDocument/Statement/0");
        if (statement.path("Effect").asText().equals("Deny")) {
            assertThat(isToken).as("a TOKEN is refused by 401").isFalse();
            return;
        }
        String routes = routes(event, !asked.at("/queryStringParameters/key").isMissingNode());
        for (JsonNode resource : statement.path("Resource")) {
            assertThat(resource.asText()).matches("\\Q" + STAGE + "\\E(" + routes + ")");
        }
        assertThat(policy.at("/context/org").asText()).isEqualTo("acme");
    }

    /// Returns what the credentials of an event open.
    private static String routes(String event, boolean isInQuery) {
        if (event.contains(SOURCE_KEY + "\"")) {
            return SOURCE_ROUTES;
        }
        assertThat(isInQuery).as("another key in the query").isFalse();
        if (event.contains(OWN_KEY + "\"")) {
            return KEY_ROUTES;
        }
        assertThat(event).contains(OWN_TOKEN + "\"");
        return TOKEN_ROUTES;
    }
}
