package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Web hooks of senders that can set no header: through their own API, its authorizer and its function.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HookTest {

    private static final String RECORD =
            "{\"data\":{\"events\":[{\"uuid\":\"7dc1f0b0-1\",\"eventType\":\"user.session.start\","
                    + "\"published\":\"2023-11-18T12:00:00.123Z\",\"actor\":{\"alternateId\":\"joe@example.com\"}}]}}";

    private Cloud cloud;
    private Tenant tenant;
    private Client anyone;
    private String key;

    @BeforeAll
    void issueKey() throws Exception {
        cloud = Cloud.current();
        tenant = Tenant.create(cloud);
        anyone = cloud.client(null);
        JsonNode issued = tenant.issue("\"write\"", ",\"source\":\"okta\"");
        key = issued.path("key").asText();
    }

    private String hook(String source, String credentials) {
        return "/hooks" + tenant.path("/logs/" + source) + "?key=" + credentials;
    }

    @Test
    void storesEachRecordOnceAndAnswersTheChallenge() throws Exception {
        Answer challenge = anyone.send(anyone.request(hook("okta", key))
                .header("X-Okta-Verification-Challenge", "abc")
                .GET());
        Answer first = anyone.post(hook("okta", key), RECORD);
        Answer again = anyone.post(hook("okta", key), RECORD);

        assertThat(challenge.status()).isEqualTo(200);
        assertThat(challenge.json().path("verification").asText()).isEqualTo("abc");
        assertThat(first.json().path("accepted").asInt()).isEqualTo(1);
        assertThat(again.json().path("replayed").asInt()).isEqualTo(1);
        JsonNode events = tenant.client().get(tenant.path("/events")).json().path("events");
        assertThat(events).hasSize(1);
        assertThat(events.at("/0/event_type").asText()).isEqualTo("user.session.start");
    }

    @Test
    void opensNothingElse() throws Exception {
        for (String path : List.of(
                hook("generic", key), "/hooks" + new Tenant(cloud, "acme", key).path("/logs/okta") + "?key=" + key)) {
            assertThat(anyone.post(path, "[]").status()).isEqualTo(403);
        }
        assertThat(anyone.post(hook("okta", tenant.key()), "[]").status())
                .as("a key that isn't of a source")
                .isEqualTo(403);
        assertThat(anyone.post(hook("okta", ""), "[]").status()).isEqualTo(401);
        assertThat(tenant.client()
                        .post("/hooks" + tenant.path("/logs/okta"), "[]")
                        .status())
                .as("a key in a header only")
                .isEqualTo(401);
        for (String other : List.of("/events", "/feed", "/viewer_tokens", "/containers/c/events")) {
            String path = "/hooks" + tenant.path(other) + "?key=" + key;
            assertThat(anyone.get(path).status()).as(other).isEqualTo(404);
            assertThat(anyone.post(path, "{}").status()).as(other).isEqualTo(404);
        }
    }

    /// There, the URL would be in traces.
    @Test
    void isAnotherApiThanTheTracedOne() throws Exception {
        String path = tenant.path("/logs/okta") + "?key=" + key;

        assertThat(anyone.post(path, RECORD).status()).isEqualTo(401);
        assertThat(anyone.get(path).status()).isEqualTo(404);
        Client withHeader = cloud.client("Bearer " + key);
        assertThat(withHeader.post(tenant.path("/logs/okta"), "[]").status()).isEqualTo(200);
        assertThat(withHeader.get(tenant.path("/events")).status()).isEqualTo(403);
    }

    @Test
    void answersTheRequestOfCloudEventsWhetherItMaySend() throws Exception {
        Answer answer = anyone.send(anyone.request(hook("okta", key))
                .header("WebHook-Request-Origin", "example.com")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("WebHook-Allowed-Origin")).isEqualTo("*");
    }

    /// The local cloud logs what the functions print, as AWS does.
    @Test
    void isInNoLog() throws Exception {
        anyone.post(hook("okta", key), RECORD);
        anyone.post(hook("okta", key) + "&nonsense=1", RECORD);
        anyone.post(hook("generic", key), RECORD);

        assertThat(Files.readString(Cloud.LOG))
                .contains("IngestLogs")
                .doesNotContain(key.substring(key.lastIndexOf('_') + 1));
    }
}
