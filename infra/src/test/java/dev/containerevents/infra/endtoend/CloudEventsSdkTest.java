package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.repository.NodeProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// CloudEvents' JavaScript SDK, unmodified, sends over HTTP and reads the lists.
final class CloudEventsSdkTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Cloud cloud;
    private final String container = "js-" + System.nanoTime();

    CloudEventsSdkTest() throws Exception {
        cloud = Cloud.current();
    }

    private JsonNode run(String mode, String path) throws Exception {
        String output = NodeProgram.install("cloudevents", "send.mjs")
                .run(List.of(mode, cloud.uri().toString(), path, cloud.key(), container), "");
        return MAPPER.readTree(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "structured"})
    void sendsOneEventAtATimeAndReadsItBack(String mode) throws Exception {
        for (String path : List.of("/containers/" + container + "/events", "/events")) {
            JsonNode result = run(mode, "/orgs/" + cloud.org() + path);

            assertSame(result, mode.equals("binary") ? 4 : 5);
        }
    }

    @Test
    void sendsABatch() throws Exception {
        JsonNode result = run("batch", "/orgs/" + cloud.org() + "/events");

        assertSame(result, 5);
    }

    private static void assertSame(JsonNode result, int events) {
        assertThat(result.path("statuses"))
                .as(result.toString())
                .isNotEmpty()
                .allMatch(status -> status.asInt() == 200);
        assertThat(result.path("sent")).hasSize(events);
        assertThat(result.path("read")).as(result.toString()).isEqualTo(result.path("sent"));
    }

    /// As a sender of web hooks asks whether it may deliver events (CloudEvents' web hooks, 4.1).
    @Test
    void mayDeliverWhereEventsAreWritten() throws Exception {
        Client sender = cloud.client(null);
        for (String path : List.of("/events", "/containers/c-1/events", "/events/count")) {
            Client.Answer answer = sender.send(sender.request("/orgs/" + cloud.org() + path)
                    .header("WebHook-Request-Origin", "eventemitter.example.com")
                    .header("WebHook-Request-Rate", "120")
                    .method("OPTIONS", BodyPublishers.noBody()));

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("WebHook-Allowed-Origin")).isEqualTo(path.endsWith("count") ? "" : "*");
        }
    }
}
