package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Paths with percent-encoded parameters: whatever they spell, a key gives access only to its organisation.
///
/// The requests are written byte by byte, because HTTP clients normalise paths.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncodedPathsTest {

    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";

    private Tenant own;
    private Tenant other;

    /// Both ids have colons, and one is a prefix of the other.
    @BeforeAll
    void createOrgs() throws Exception {
        String prefix = "o:" + UUID.randomUUID();
        own = Tenant.create(Cloud.current(), prefix + ":1");
        other = Tenant.create(Cloud.current(), prefix + ":10");
        other.log("c-1", "ACCESS", 0);
    }

    @Test
    void acceptsAColonInEverySpelling() throws Exception {
        for (String colon : List.of(":", "%3A", "%3a")) {
            String org = "/orgs/" + own.org().replace(":", colon);
            assertThat(send("POST", org + "/containers/web%3A1/events", EVENT).status())
                    .as(org)
                    .isEqualTo(200);
            assertThat(send("GET", org + "/events", "").status()).as(org).isEqualTo(200);
            assertThat(send("HEAD", org + "/containers/web:1/events", "").status())
                    .as(org)
                    .isEqualTo(200);
        }
    }

    /// The gateway's policy lists only these spellings. A function would accept any, so this is the gateway's
    /// response.
    @Test
    void refusesEveryOtherSpelling() throws Exception {
        for (String org : List.of(own.org().replace("o", "%6F"), own.org().replaceFirst(":", "%3A"))) {
            RawHttp.Answer answer = send("GET", "/orgs/" + org + "/events", "");

            assertThat(answer.status()).as(org).isEqualTo(403);
            assertThat(answer.header("x-amzn-ErrorType")).as(org).isEqualTo("ACCESS_DENIED");
        }
    }

    @Test
    void reachesNoOtherOrganisation() throws Exception {
        String mine = own.org();
        String theirs = other.org();
        for (String path : List.of(
                "/orgs/" + theirs + "/events",
                "/orgs/" + theirs.replace(":", "%3A") + "/events",
                "/orgs/" + theirs.replace(":", "%3a") + "/events",
                "/orgs/" + encoded(theirs).replace("0", "%30") + "/events",
                "/orgs/" + mine + "0/events",
                "/orgs/" + mine + "%30/events",
                "/orgs/" + mine + "%2F..%2F" + theirs + "/events",
                "/orgs/" + theirs + "%2F..%2F" + mine + "/events",
                "/orgs/" + mine + "/../" + theirs + "/events",
                "/orgs/" + mine + "/%2E%2E/" + theirs + "/events",
                "/orgs/" + mine + "/..%2F" + theirs + "/events",
                "/orgs/" + mine + "%2Fevents%2F..%2F..%2F" + theirs + "/containers/c-1/events",
                "/orgs/" + mine + "/../../orgs/" + theirs + "/containers/c-1/events",
                "/orgs/" + theirs + "%00" + mine + "/events",
                "/orgs/" + mine + "%00/events",
                "/orgs/" + mine + "%/events",
                "/orgs/" + mine + "%ff/events",
                "/orgs/*/events",
                "/orgs/%2A/events",
                "/orgs/%3F" + theirs.substring(1) + "/events",
                "/orgs/%2E/events",
                "//orgs/" + theirs + "/events",
                "/orgs//" + theirs + "/events")) {
            for (String method : List.of("GET", "POST")) {
                RawHttp.Answer answer = send(method, path, method.equals("GET") ? "" : "{\"events\":[]}");

                assertThat(answer.status())
                        .as("%s %s: %s", method, path, answer)
                        .isIn(400, 403, 404);
                assertThat(answer.body()).as("%s %s", method, path).doesNotContain("of " + theirs);
            }
        }
    }

    /// API Gateway refuses an ARN of over 1,600 bytes. The list of the organisation has such a container's events.
    @Test
    void refusesAContainerIdThatIsTooLongForAPath() throws Exception {
        String inJson = "\\u00e9".repeat(256);
        String encoded = "%C3%A9".repeat(256);

        assertThat(send("GET", "/orgs/" + own.org() + "/containers/" + encoded + "/events", "")
                        .status())
                .isEqualTo(400);
        assertThat(send(
                                "POST",
                                "/orgs/" + own.org() + "/events",
                                "{\"events\":[{\"container_id\":\"%s\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}]}"
                                        .formatted(inJson))
                        .status())
                .isEqualTo(200);
        assertThat(send("GET", "/orgs/" + own.org() + "/events?container_id=" + encoded, "")
                        .body())
                .contains("event_id");
    }

    /// A policy's wildcard spans slashes, encoded or not: all of these are containers of the key's organisation.
    @Test
    void keepsAContainerThatLooksLikeAPathInItsOrganisation() throws Exception {
        for (String container : List.of(
                "../../" + other.org() + "/containers/c-1",
                "x/../../../orgs/" + other.org() + "/containers/c-1",
                "/orgs/" + other.org() + "/events",
                "c-1/events/../../../" + other.org(),
                "%2F..%2F" + other.org(),
                "c-1?container_id=c-1&org_id=" + other.org(),
                "c-1#" + other.org(),
                "*",
                other.org())) {
            String path = "/orgs/" + own.org() + "/containers/" + encoded(container) + "/events";
            RawHttp.Answer logged = send("POST", path, EVENT);
            assertThat(logged.status()).as("%s: %s", path, logged).isEqualTo(200);

            RawHttp.Answer listed = send("GET", path, "");
            assertThat(listed.status()).as(path).isEqualTo(200);
            JsonNode event = new ObjectMapper().readTree(listed.body()).at("/events/0");
            assertThat(event.path("org_id").asText()).isEqualTo(own.org());
            assertThat(event.path("container_id").asText()).isEqualTo(container);
            assertThat(RawHttp.send(own.cloud().uri(), request("GET", path, "", other.key()), StandardCharsets.UTF_8)
                            .status())
                    .as("the other's key at %s", path)
                    .isEqualTo(403);
        }
        assertThat(other.client().get(other.path("/events")).json().path("events"))
                .hasSize(1);
    }

    @Test
    void refusesABrokenEncodingOfAContainer() throws Exception {
        for (String container : List.of("%ff", "%c0%ae%c0%ae", "a%F0%9F%98", "%ed%a0%80", "%00", "%2E%2E", ".%2E")) {
            String path = "/orgs/" + own.org() + "/containers/" + container + "/events";
            for (String method : List.of("GET", "POST")) {
                RawHttp.Answer answer = send(method, path, method.equals("GET") ? "" : EVENT);

                assertThat(answer.status())
                        .as("%s %s: %s", method, path, answer)
                        .isEqualTo(400);
                assertThat(answer.body()).as(path).contains("\"where\":\"path/container_id\"");
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private RawHttp.Answer send(String method, String path, String body) throws IOException {
        return RawHttp.send(own.cloud().uri(), request(method, path, body, own.key()), StandardCharsets.UTF_8);
    }

    private byte[] request(String method, String path, String body, String key) {
        return (method + " " + path + " HTTP/1.1\r\nHost: " + own.cloud().uri().getAuthority()
                        + "\r\nConnection: close\r\nAuthorization: Bearer " + key + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
