package dev.containerevents.infra.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What one process may tell the runtime API.
final class RuntimeApiTest {

    /// An invocation ends a moment after the process has its answer.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RuntimeApi api;
    private final HttpClient client = HttpClient.newHttpClient();

    RuntimeApiTest() throws IOException {
        api = new RuntimeApi(Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        api.close();
        client.close();
    }

    @Test
    void ignoresALateReportOfAnEarlierInvocation() throws Exception {
        Invocation first = fetched();
        assertThat(post(first, "response", "\"ok\"")).isEqualTo(202);
        Invocation second = new Invocation("arn", new byte[0]);
        api.offer(second);

        assertThat(post(first, "error", "{}")).isEqualTo(400);
        assertThat(second.outcome()).isNotDone();

        assertThat(post(second, "response", "\"ok\"")).isEqualTo(202);
        assertThat(first.outcome()).succeedsWithin(PATIENCE).isInstanceOf(Invocation.Success.class);
        assertThat(second.outcome()).succeedsWithin(PATIENCE).isInstanceOf(Invocation.Success.class);
    }

    @Test
    void endsAnInvocationWhoseResponseIsTooLarge() throws Exception {
        Invocation invocation = fetched();

        assertThat(post(invocation, "response", "x".repeat(RuntimeApi.MAXIMUM_PAYLOAD + 1)))
                .isEqualTo(413);

        assertThat(invocation.outcome())
                .isCompletedWithValueMatching(outcome -> outcome instanceof Invocation.Failure failure
                        && new String(failure.payload(), StandardCharsets.UTF_8)
                                .contains("Function.ResponseSizeTooLarge"));
    }

    /// An invocation that the process has fetched.
    private Invocation fetched() throws IOException, InterruptedException {
        Invocation invocation = new Invocation("arn", new byte[0]);
        api.offer(invocation);
        send(HttpRequest.newBuilder(runtime("next")));
        return invocation;
    }

    private int post(Invocation invocation, String what, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(runtime(invocation.id() + "/" + what))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private URI runtime(String path) {
        return URI.create("http://" + api.address() + "/2018-06-01/runtime/invocation/" + path);
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
