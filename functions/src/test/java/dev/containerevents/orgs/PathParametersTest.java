package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Path parameters as API Gateway passes them on: percent-encoded, as the client sent them.
final class PathParametersTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Org ORG = Org.plain("a:b");
    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";

    @ParameterizedTest
    @CsvSource({
        "web%3A1, web:1",
        "web:1, web:1",
        "web%3a1, web:1",
        "%77eb-1, web-1",
        "acme%2Fgate%201, acme/gate 1",
        "100%25, 100%",
        "a%252Fb, a%2Fb",
        "a+b, a+b",
        "a%2Bb, a+b",
        "T%C3%BCr%F0%9F%98%80, Tür😀",
        "x%2F..%2F..%2F..%2Forgs%2Fglobex, x/../../../orgs/globex",
    })
    void decodesAContainerOnce(String sent, String container) throws IOException {
        JsonNode created = create("a%3Ab", sent);

        assertThat(created.path("statusCode").asInt()).as(created.toString()).isEqualTo(200);
        String id = OrgApi.MAPPER
                .readTree(created.path("body").asText())
                .path("event_id")
                .asText();
        assertThat(new OrgApi(TABLE.events(), ORG)
                        .get(container, id)
                        .body()
                        .path("container_id")
                        .asText())
                .isEqualTo(container);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%", "%2", "%zz", "%%41", "%ff", "%c0%ae", "%ed%a0%80", "%F0%9F%98", "%E2x%82%AC"})
    void refusesAContainerWhoseEncodingIsBroken(String sent) throws IOException {
        JsonNode answer = create("a:b", sent);

        assertThat(answer.path("statusCode").asInt()).isEqualTo(400);
        assertThat(answer.path("body").asText())
                .contains("\"errors\":[{\"where\":\"path/container_id\",\"why\":\"must be UTF-8, percent-encoded\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%3Ab", "%61:b", "a%3ab"})
    void acceptsItsOrganisationInAnySpelling(String sent) throws IOException {
        assertThat(create(sent, "c-1").path("statusCode").asInt()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%253Ab",
                "A%3Ab",
                "a%3Ab%00",
                "a%3Ab%20",
                "a%3Ab%2F..%2Fglobex",
                "globex%2F..%2Fa:b",
                "a:b%",
                "%ff",
                "%"
            })
    void refusesEveryOtherOrganisation(String sent) throws IOException {
        assertThat(create(sent, "c-1").path("statusCode").asInt()).isEqualTo(403);
    }

    @Test
    void decodesTheIdOfAnEvent() throws IOException {
        String id = new OrgApi(TABLE.events(), ORG).create("c-1", EVENT).id();

        JsonNode found = call(
                new GetEvent(TABLE.events()), "GET", Map.of("org_id", "a:b", "event_id", id.replace("-", "%2D")), "");

        assertThat(found.path("statusCode").asInt()).isEqualTo(200);
    }

    private static JsonNode create(String org, String container) throws IOException {
        return call(
                new CreateContainerEvent(TABLE.events()),
                "POST",
                Map.of("org_id", org, "container_id", container),
                EVENT);
    }

    private static JsonNode call(
            RequestStreamHandler handler, String method, Map<String, String> pathParameters, String body)
            throws IOException {
        ObjectNode event = OrgApi.MAPPER.createObjectNode();
        event.put("httpMethod", method).put("path", "/some/path").put("body", body);
        event.set("pathParameters", OrgApi.MAPPER.valueToTree(pathParameters));
        event.putObject("requestContext")
                .put("path", "/v1/some/path")
                .put("requestId", "r-1")
                .set(
                        "authorizer",
                        OrgApi.MAPPER.valueToTree(new Caller(ORG, EnumSet.allOf(Permission.class)).context()));
        return HandlerInvocation.of(handler, event.toString());
    }
}
