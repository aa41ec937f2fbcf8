package dev.containerevents.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class EndpointTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String REQUEST = """
        {"httpMethod":"GET","path":"/x","requestContext":{"path":"/v1/x","requestId":"r-1"},
         "multiValueHeaders":{"hOST":["example.com"],"X-Forwarded-Proto":["https"]},"multiValueQueryStringParameters":null}
        """;

    private static final class Answering extends Endpoint {
        private final Function<Request, Response> function;

        Answering(Function<Request, Response> function) {
            this.function = function;
        }

        @Override
        protected Response answer(Request request, RequestBudget budget) {
            return function.apply(request);
        }
    }

    @Test
    void escapesABodyIntoTheProxyResponseAndBack() throws IOException {
        String text = "\"quoted\" back\\slash, line\nbreak, \u0001, Ünïcode 😀";
        JsonNode answer =
                HandlerInvocation.of(new Answering(request -> Response.ok(json -> json.writeString(text))), REQUEST);

        assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
        assertThat(MAPPER.readTree(answer.path("body").asText()).asText()).isEqualTo(text);
    }

    @Test
    void knowsTheLengthThatABodyWillHave() throws IOException {
        ResponseBody body = new ResponseBody();
        body.write(json -> json.writeRawValue("{\"a\":\n\t\"\\\\ \u0001 é\"}"));
        JsonNode answer = HandlerInvocation.of(new Answering(request -> Response.ok(body)), REQUEST);
        int escaped = MAPPER.writeValueAsBytes(answer.path("body")).length - 2;

        assertThat(body.length()).isEqualTo(escaped);
    }

    @Test
    void doesNotRevealTheCauseOfAnInternalError() throws IOException {
        JsonNode answer = HandlerInvocation.of(
                new Answering(request -> {
                    throw new IllegalStateException("the secret cause");
                }),
                REQUEST);

        assertThat(answer.path("statusCode").asInt()).isEqualTo(500);
        assertThat(answer.path("body").asText()).contains("r-1").doesNotContain("secret", "Exception", "at dev.");
    }

    @Test
    void returnsUrlsAsTheClientCallsThem() throws IOException {
        JsonNode answer = HandlerInvocation.of(
                new Answering(request -> Response.ok(json -> json.writeString(request.address("/y")))), REQUEST);

        assertThat(answer.path("body").asText()).isEqualTo("\"https://example.com/v1/y\"");
    }

    @Test
    void returnsAtOnceFromTheCallThatKeepsItsSnapshotAlive() throws IOException {
        Endpoint endpoint = new Answering(request -> {
            throw new AssertionError("this is no request");
        });

        assertThat(HandlerInvocation.of(endpoint, "{\"keep\":\"active\"}").isMissingNode())
                .isTrue();
    }
}
