package dev.containerevents.infra.local.lambda;

import static dev.containerevents.infra.local.TestCloud.json;
import static dev.containerevents.infra.local.TestCloud.request;
import static dev.containerevents.infra.local.TestCloud.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InvokeApiTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Probe",
                "Probe:live",
                "Probe/invocations?Qualifier=live",
                "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3AProbe",
                "arn:aws:lambda:us-east-1:000000000000:function:Probe:live"
            })
    void findsAFunctionByNameArnAndQualifier(String reference) {
        HttpResponse<byte[]> response = invoke(reference, "{\"do\":\"identify\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Amz-Function-Error")).isEmpty();
        assertThat(response.headers().firstValue("X-Amz-Executed-Version"))
                .hasValue(reference.contains("live") ? "1" : "$LATEST");
        assertThat(json(response).path("name").asText()).isEqualTo("Probe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nobody", "Probe:dead", "Helper"})
    void answers404ToAnUnknownFunctionOrQualifier(String reference) {
        HttpResponse<byte[]> response = invoke(reference, "{}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("ResourceNotFoundException");
        assertThat(json(response).path("Message").asText())
                .isEqualTo("Function not found: arn:aws:lambda:us-east-1:000000000000:function:" + reference);
    }

    @Test
    void marksTheErrorOfAFunction() {
        HttpResponse<byte[]> response = invoke("Probe", "{\"do\":\"throw\",\"message\":\"oh\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Amz-Function-Error")).hasValue("Unhandled");
        assertThat(json(response).path("errorMessage").asText()).isEqualTo("oh");
    }

    @Test
    void refusesInvocationsBeyondTheReservedConcurrency() throws Exception {
        List<Future<HttpResponse<byte[]>>> responses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) {
                responses.add(clients.submit(() -> invoke("Reserved", "{\"do\":\"sleep\"}")));
            }
        }
        List<String> errors = new ArrayList<>();
        for (Future<HttpResponse<byte[]>> response : responses) {
            errors.add(json(response.get()).path("errorType").asText());
        }

        assertThat(errors)
                .containsExactlyInAnyOrder("Sandbox.Timedout", "TooManyRequestsException", "TooManyRequestsException");
    }

    @Test
    void doesNotWaitForAnEvent() {
        HttpResponse<byte[]> response = send(request("/2015-03-31/functions/Probe/invocations")
                .header("X-Amz-Invocation-Type", "Event")
                .POST(BodyPublishers.ofString("{\"do\":\"sleep\"}")));

        assertThat(response.statusCode()).isEqualTo(202);
    }

    @Test
    void callsNothingForADryRun() {
        HttpResponse<byte[]> response = send(request("/2015-03-31/functions/Probe/invocations")
                .header("X-Amz-Invocation-Type", "DryRun")
                .POST(BodyPublishers.ofString("{\"do\":\"exit\"}")));

        assertThat(response.statusCode()).isEqualTo(204);
    }

    @Test
    void rejectsInvalidJson() {
        HttpResponse<byte[]> response = invoke("Probe", "no JSON");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("InvalidRequestContentException");
    }

    private static HttpResponse<byte[]> invoke(String reference, String payload) {
        String path = reference.contains("/") ? reference : reference + "/invocations";
        return send(request("/2015-03-31/functions/" + path).POST(BodyPublishers.ofString(payload)));
    }
}
