package dev.containerevents.infra.local.gateway;

import static dev.containerevents.infra.local.TestCloud.get;
import static dev.containerevents.infra.local.TestCloud.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which requests reach a function, and the gateway's responses to all others.
final class LambdaAuthorizerTest {

    @Test
    void answers401WithoutInvokingTheAuthorizerWhereThereIsNoToken() {
        HttpResponse<byte[]> response = get("/guarded/one", "Origin", "https://example.org");
        JsonNode problem = json(response);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(response.headers().firstValue("X-Path")).hasValue("/guarded/one");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://example.org");
        assertThat(problem.path("detail").asText()).isEqualTo("Unauthorized");
        assertThat(problem.path("type").asText()).isEqualTo("UNAUTHORIZED");
        assertThat(problem.path("id").asText())
                .isEqualTo(response.headers().firstValue("x-amzn-RequestId").orElseThrow() + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "Bearer ALL", "Bearer broken!", "x Bearer all", ""})
    void answers401WithoutInvokingTheAuthorizerWhereTheTokenDoesNotMatch(String token) {
        assertThat(get("/guarded/one", "Authorization", token).statusCode()).isEqualTo(401);
    }

    @Test
    void answers401WhereTheAuthorizerThrowsUnauthorized() {
        assertThat(get("/guarded/one", "Authorization", "Bearer unauthorized").statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"broken", "nested", "nobody"})
    void answers500WhereTheAuthorizerFailsOtherwise(String token) {
        HttpResponse<byte[]> response = get("/guarded/one", "Authorization", "Bearer " + token);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("AUTHORIZER_CONFIGURATION_ERROR");
    }

    @Test
    void passesItsContextToTheFunctionAsStrings() {
        JsonNode authorizer = json(get("/guarded/one", "Authorization", "Bearer all"))
                .path("requestContext")
                .path("authorizer");

        assertThat(authorizer.path("principalId").asText()).isEqualTo("me");
        assertThat(authorizer.path("right").isTextual()).isTrue();
        assertThat(authorizer.path("right").asText()).isEqualTo("true");
        assertThat(authorizer.path("calls").isTextual()).isTrue();
        assertThat(authorizer.path("integrationLatency").isIntegralNumber()).isTrue();
    }

    @Test
    void asksOncePerTokenAndAppliesThePolicyToEveryRoute() {
        JsonNode first = json(get("/guarded/one", "Authorization", "Bearer some"));
        JsonNode second = json(get("/guarded/ons", "Authorization", "Bearer some"));

        assertThat(get("/guarded/two", "Authorization", "Bearer some").statusCode())
                .isEqualTo(404);
        assertThat(second.at("/requestContext/authorizer/integrationLatency")).isEqualTo(IntNode.valueOf(0));
        assertThat(contextWithoutLatency(second)).isEqualTo(contextWithoutLatency(first));
        assertThat(first.path("requestContext").path("authorizer").path("arn").asText())
                .isEqualTo("arn:aws:execute-api:us-east-1:000000000000:Api/test/GET/guarded/one");
    }

    private static JsonNode contextWithoutLatency(JsonNode event) {
        ObjectNode context = event.at("/requestContext/authorizer").deepCopy();
        context.remove("integrationLatency");
        return context;
    }

    @Test
    void letsAnExplicitDenyWin() {
        assertThat(get("/guarded/public", "Authorization", "Bearer denied").statusCode())
                .isEqualTo(200);

        HttpResponse<byte[]> response = get("/guarded/secret", "Authorization", "Bearer denied");

        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("ACCESS_DENIED");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).path("why").asText()).isEqualTo("because of denied");
    }

    @Test
    void deniesIfThePolicyIsEmpty() {
        HttpResponse<byte[]> response = get("/guarded/one", "Authorization", "Bearer nothing");

        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("ACCESS_DENIED");
    }

    @Test
    void givesARequestAuthorizerTheWholeRequestEveryTime() {
        JsonNode first = judged();
        JsonNode second = judged();

        assertThat(first.path("members").asText())
                .contains("methodArn", "headers", "requestContext", "queryStringParameters")
                .doesNotContain("body");
        assertThat(second.path("calls").asInt()).isEqualTo(first.path("calls").asInt() + 1);
    }

    @Test
    void asksARequestAuthorizerEvenWithoutAnyHeader() {
        assertThat(get("/judged").headers().firstValue("x-amzn-ErrorType")).hasValue("ACCESS_DENIED");
    }

    private static JsonNode judged() {
        return json(get("/judged?x=1", "X-Token", "all")).path("requestContext").path("authorizer");
    }
}
