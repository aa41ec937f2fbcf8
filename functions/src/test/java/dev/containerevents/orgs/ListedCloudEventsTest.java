package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A list as CloudEvents, read by the official SDK.
final class ListedCloudEventsTest {

    private static final String CLOUD_EVENTS = "application/cloudevents-batch+json";

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));
    private final RandomEvents random = new RandomEvents();

    @Test
    void writesCloudEventsThatTheSdkReadsAndThatCanBeLoggedAgain() throws IOException {
        api.log(random.list(60));
        OrgApi other = new OrgApi(LocalTable.fresh().events(), Org.plain("globex"));

        OrgApi.Answer batch = api.listAs(CLOUD_EVENTS, Map.of("limit", "1000"));
        List<JsonNode> events =
                api.listAs("application/json", Map.of("limit", "1000")).events();
        List<JsonNode> written = batch.elements();
        assertThat(written).as(random.toString()).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            CloudEvent read = new JsonFormat().deserialize(OrgApi.MAPPER.writeValueAsBytes(written.get(i)));
            JsonNode event = events.get(i);
            assertThat(read.getId()).isEqualTo(event.path("event_id").asText());
            assertThat(read.getType()).isEqualTo(event.path("event_type").asText());
            assertThat(read.getSubject()).isEqualTo(event.path("container_id").asText());
            assertThat(read.getTime()).isEqualTo(event.path("timestamp").asText());
            assertThat(read.getExtension("status"))
                    .isEqualTo(event.path("status").asText());
            assertThat(read.getData() != null).isEqualTo(event.has("context"));
        }

        OrgApi.Answer logged = other.createAll(batch.text(), "Content-Type", CLOUD_EVENTS);
        assertThat(logged.statuses()).as(random + ": " + logged.text()).containsOnly(200);
        List<JsonNode> again =
                other.listAs(CLOUD_EVENTS, Map.of("limit", "1000")).elements();
        assertThat(again.stream().map(ListedCloudEventsTest::withoutId))
                .as(random.toString())
                .containsExactlyElementsOf(
                        written.stream().map(ListedCloudEventsTest::withoutId).toList());
    }

    @Test
    void findsASourceForEveryCloudEvent() throws IOException {
        List<String> sources = List.of(
                "/gatehouse",
                "https://example.com/ä",
                "gate house",
                "3rd:gate",
                "%zz",
                "ä".repeat(255),
                "[".repeat(85));
        api.log(IntStream.range(0, sources.size())
                .mapToObj(i -> RandomEvents.event(i).put("source", sources.get(i)))
                .toList());
        api.log(List.of(RandomEvents.event(sources.size())));

        assertThat(api.listAs(CLOUD_EVENTS, Map.of("order", "asc")).elements())
                .extracting(event -> event.path("source").asText())
                .containsExactly(
                        "/gatehouse",
                        "https://example.com/%C3%A4",
                        "gate%20house",
                        "3rd%3Agate",
                        "%25zz",
                        "/orgs/acme",
                        "%5B".repeat(85),
                        "/orgs/acme");
    }

    @Test
    void rejectsFieldsWithCloudEvents() {
        OrgApi.Answer answer = api.listAs(CLOUD_EVENTS, Map.of("fields", "event_id", "limit", "0"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("errors")).hasSize(2);
        assertThat(answer.body().path("errors").toString()).contains("query/fields");
    }

    private static JsonNode withoutId(JsonNode cloudEvent) {
        return ((ObjectNode) cloudEvent.deepCopy()).without("id");
    }
}
