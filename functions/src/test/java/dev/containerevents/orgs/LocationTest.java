package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.http.Caller;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The URLs of events and pages in responses, whatever URL the API has.
final class LocationTest {

    private static final String EVENTS = "/orgs/{org_id}/containers/{container_id}/events";

    private final LocalTable table = LocalTable.fresh();

    /// As in API Gateway's events: with a base path mapping, `path` contains the base path too.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /orgs/acme/containers/web-1/events            | /v1/orgs/acme/containers/web-1/events         | /v1
        /orgs/acme/containers/web-1/events/           | /v1/orgs/acme/containers/web-1/events/        | /v1
        /orgs/acme/containers/web-1/events            | /orgs/acme/containers/web-1/events            | ''
        /audit/orgs/acme/containers/web-1/events      | /audit/orgs/acme/containers/web-1/events      | /audit
        /audit/orgs/acme/containers/web-1/events/     | /audit/orgs/acme/containers/web-1/events/     | /audit
        /orgs/v1/orgs/acme/containers/web-1/events    | /orgs/v1/orgs/acme/containers/web-1/events    | /orgs/v1
        //v1//orgs/acme/containers/web-1//events/     | //v1//orgs/acme/containers/web-1//events/     | /v1
        /v1/orgs/acme/containers/web%2D1/events       | /v1/orgs/acme/containers/web%2D1/events       | /v1
        /a/b/c/orgs/acme/containers/a%2Fb%20c/events/ | /a/b/c/orgs/acme/containers/a%2Fb%20c/events/ | /a/b/c
        """)
    void hasTheBasePathOfTheRequest(String path, String outerPath, String base) throws IOException {
        JsonNode answer = create("web-1", path, outerPath);

        assertThat(answer.at("/headers/Location").asText())
                .isEqualTo("https://events.example.com" + base + "/orgs/acme/containers/web-1/events/" + id(answer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        web:1                | web:1
        a..b                 | a..b
        """)
    void hasTheContainerAsOneSegment(String container, String segment) throws IOException {
        String path = "/audit/orgs/acme/containers/x/events";
        JsonNode answer = create(container, path, path);

        URI location = URI.create(answer.at("/headers/Location").asText());
        assertThat(location.getPath()).isEqualTo("/audit/orgs/acme/containers/" + container + "/events/" + id(answer));
        assertThat(location.getRawPath())
                .as("no more is encoded than has to be")
                .contains("/" + segment + "/");
    }

    @Test
    void linksToPagesBehindABasePathByAPathThatIsNotTwiceBased() throws IOException {
        String path = "/audit/orgs/acme/containers/web-1/events/";
        for (int i = 0; i < 2; i++) {
            create("web-1", path, path);
        }
        ObjectNode event = event("web-1", path, path).put("httpMethod", "GET");
        event.putObject("multiValueQueryStringParameters").putArray("limit").add("1");
        JsonNode answer = HandlerInvocation.of(new ListContainerEvents(table.events()), event.toString());

        assertThat(answer.at("/headers/Link").asText())
                .startsWith("</audit/orgs/acme/containers/web-1/events?limit=1&next_token=");
    }

    private JsonNode create(String container, String path, String outerPath) throws IOException {
        JsonNode answer = HandlerInvocation.of(
                new CreateContainerEvent(table.events()),
                event(container, path, outerPath).toString());
        assertThat(answer.path("statusCode").asInt()).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private static String id(JsonNode answer) throws IOException {
        return OrgApi.MAPPER
                .readTree(answer.path("body").asText())
                .path("event_id")
                .asText();
    }

    private static ObjectNode event(String container, String path, String outerPath) {
        ObjectNode event = OrgApi.MAPPER
                .createObjectNode()
                .put("resource", EVENTS)
                .put("path", path)
                .put("httpMethod", "POST")
                .put("body", "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}");
        event.putObject("multiValueHeaders").putArray("Host").add("events.example.com");
        event.putObject("pathParameters").put("org_id", "acme").put("container_id", container);
        event.putObject("requestContext")
                .put("resourcePath", EVENTS)
                .put("path", outerPath)
                .put("requestId", "r-1")
                .set(
                        "authorizer",
                        OrgApi.MAPPER.valueToTree(
                                new Caller(Org.plain("acme"), EnumSet.allOf(Permission.class)).context()));
        return event;
    }
}
