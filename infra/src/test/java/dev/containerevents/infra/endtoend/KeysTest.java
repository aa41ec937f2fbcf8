package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.auth.Authorizer;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.Route;
import dev.containerevents.infra.repository.Scratch;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// When a key becomes invalid, and that its secret isn't revealed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeysTest {

    private static final String REPORT = "{\"action\":\"login\",\"app\":\"a\",\"client_ip\":\"192.0.2.7\"}";

    private Cloud cloud;
    private Tenant tenant;

    @BeforeAll
    void start() throws Exception {
        cloud = Cloud.current();
        tenant = Tenant.create(cloud);
    }

    private int read(JsonNode key) throws Exception {
        return client(key).get(tenant.path("/events")).status();
    }

    /// On the paths whose authorizer is invoked each time.
    private int report(JsonNode key) throws Exception {
        return client(key).post("/api/v3/events/events/", REPORT).status();
    }

    private Client client(JsonNode key) {
        return cloud.client("Bearer " + key.path("key").asText());
    }

    private JsonNode issue(String more) throws Exception {
        return tenant.issue("\"read\",\"write\"", more);
    }

    @Test
    void revocationTakesEffectAtOnceWithoutACache() throws Exception {
        JsonNode key = issue("");
        assertThat(report(key)).isEqualTo(201);

        tenant.manage("revoke_key", key, "");

        assertThat(report(key)).isEqualTo(403);
        assertThat(read(key)).as("nor is a revoked key taken into the cache").isEqualTo(401);
    }

    @Test
    void bothKeysOfARotationWorkUntilTheOverlapIsOver() throws Exception {
        JsonNode old = issue("");

        JsonNode rotated = tenant.manage("rotate_key", old, "");
        assertThat(List.of(report(old), report(rotated), read(rotated))).containsExactly(201, 201, 200);
        tenant.manage("rotate_key", old, ",\"overlap_hours\":0");

        assertThat(List.of(report(old), read(old), report(rotated))).containsExactly(403, 401, 201);
    }

    /// For as long as the gateway caches a response, and no longer: a minute and a half.
    @Test
    @EnabledIfSystemProperty(named = "patient", matches = "true")
    void aKeyThatWasInUseEndsWithinTheCachesTime() throws Exception {
        Instant soon = Instant.now().plusSeconds(3);
        JsonNode expiring = issue(",\"expires\":\"" + soon + "\"");
        JsonNode revoked = issue("");
        JsonNode rotated = issue("");
        for (JsonNode key : List.of(expiring, revoked, rotated)) {
            assertThat(read(key)).isEqualTo(200);
        }
        tenant.manage("revoke_key", revoked, "");
        tenant.manage("rotate_key", rotated, ",\"overlap_hours\":0");
        Thread.sleep(Authorizer.CACHE.plusSeconds(4));

        for (JsonNode key : List.of(expiring, revoked, rotated)) {
            assertThat(read(key)).isEqualTo(401);
        }
    }

    /// Neither from its header nor from where clients put it by mistake. The files have everything that the local
    /// cloud and the functions have printed in all tests so far.
    @Test
    void noSecretIsEverLogged() throws Exception {
        JsonNode key = issue(",\"note\":\"gatehouse\"");
        JsonNode rotated = tenant.manage("rotate_key", key, "");
        JsonNode revoked = issue("");
        tenant.manage("revoke_key", revoked, "");
        List<String> secrets = Stream.of(key, rotated, revoked)
                .map(issued -> issued.path("key").asText().replaceFirst("ce_[^_]*_", ""))
                .toList();
        for (String secret : secrets) {
            assertThat(secret).matches("[0-9a-f]{48}");
        }
        String text = key.path("key").asText();
        for (Operation operation : Contract.read().operations()) {
            for (String authorization : List.of(
                    "Bearer " + text,
                    "Token " + text + "0",
                    // Id and secret the wrong way round.
                    "Bearer ce_" + text.replaceFirst("ce_([^_]*)_(.{32}).*", "$2_$1"),
                    "Bearer " + rotated.path("key").asText(),
                    "Bearer " + revoked.path("key").asText())) {
                call(operation, tenant.org(), "c-1", "", authorization);
            }
            call(operation, text, text, "?api_key=" + text + "&q=" + text, "Bearer " + text);
            call(operation, tenant.org(), text, "?" + text + "=" + text, "Bearer " + text);
        }
        for (String secret : secrets) {
            assertThatNothingIsInvokedWith("{\"action\":\"revoke_key\",\"key_id\":\"ce_x_" + secret + "\"}");
            assertThatNothingIsInvokedWith("{\"action\":\"" + secret + "\"}");
        }

        try (Stream<Path> files = Files.list(Scratch.folder())) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            assertThat(logs).anyMatch(log -> log.endsWith("local-cloud.log"));
            for (Path log : logs) {
                String lines = Files.readString(log);
                for (String secret : secrets) {
                    // The shortest part that was sent.
                    assertThat(lines).as(log.toString()).doesNotContain(secret.substring(0, 32));
                }
                assertThat(lines.toLowerCase(Locale.ROOT)).doesNotContain("bearer ce_", "token ce_");
            }
            assertThat(logs.stream().mapToLong(log -> log.toFile().length()).sum())
                    .as("bytes of logs")
                    .isGreaterThan(10_000);
        }
    }

    private void assertThatNothingIsInvokedWith(String command) throws Exception {
        assertThat(cloud.invoke("ManageAccess", command).path("status").asInt()).isEqualTo(400);
    }

    /// @param query appended to the path; its values are also put into the body
    private void call(Operation operation, String org, String container, String query, String authorization)
            throws Exception {
        List<String> bodies = new ArrayList<>(List.of(""));
        Route route = operation.route();
        if (route.method().equals("POST")) {
            String text = query + authorization;
            bodies = List.of("{\"" + text + "\":1,\"event_type\":\"" + text + "\",\"status\":\"" + text + "\"}", text);
        }
        String path = route.path()
                .replace("{org_id}", org)
                .replace("{container_id}", container)
                .replace("{log_source}", "generic")
                .replaceAll("\\{(event_|destination_)?id}", container);
        Client client = cloud.client(authorization);
        for (String body : bodies) {
            int status = client.send(client.request(path + query)
                            .method(
                                    route.method(),
                                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)))
                    .status();
            assertThat(status).as(route + query).isLessThan(500);
        }
    }
}
