package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// CloudEvents as the official SDK builds and writes them.
final class CloudEventsTest {

    private static final String ONE = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final OffsetDateTime TIME = OffsetDateTime.parse("2023-11-18T13:00:00.123456789+01:00");

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));

    @Test
    void keepsEveryAttributeThatIsMapped() throws IOException {
        CloudEvent event = event("e-1")
                .withExtension("status", "FAIL")
                .withExtension("actor", "joe \"the\" first")
                .withExtension("message", "Door 3")
                .withExtension("clientip", "2001:db8::7")
                .withExtension("expires", "2999-01-01T00:00:00Z")
                .build();
        OrgApi.Answer logged = api.create("gate", json(event), "Content-Type", ONE);
        JsonNode stored = api.get("gate", logged.id()).body();

        assertThat(logged.status()).as(logged.body().toString()).isEqualTo(200);
        assertThat(stored.path("event_type").asText()).isEqualTo("ACCESS");
        assertThat(stored.path("status").asText()).isEqualTo("FAIL");
        assertThat(stored.path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.123456789Z");
        assertThat(stored.path("source").asText()).isEqualTo("/gatehouse");
        assertThat(stored.path("actor").path("id").asText()).isEqualTo("joe \"the\" first");
        assertThat(stored.path("message").asText()).isEqualTo("Door 3");
        assertThat(stored.path("client_ip").asText()).isEqualTo("2001:db8::7");
        assertThat(stored.path("expires").asText()).isEqualTo("2999-01-01T00:00:00.000Z");
        assertThat(stored.path("context")).isEqualTo(OrgApi.MAPPER.readTree("{\"door\":3,\"open\":true}"));
    }

    @Test
    void logsAnEventOnceBySourceAndId() {
        String sent = json(event("e-2").build());
        OrgApi.Answer first = api.create("gate", sent, "Content-Type", ONE);
        OrgApi.Answer again = api.create("gate", sent, "Content-Type", ONE);
        OrgApi.Answer other = api.create(
                "gate", json(event("e-2").withExtension("status", "FAIL").build()), "Content-Type", ONE);
        OrgApi.Answer elsewhere = api.create(
                "gate", json(event("e-2").withSource(URI.create("/other")).build()), "Content-Type", ONE);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.isReplay()).isTrue();
        assertThat(other.status()).isEqualTo(422);
        assertThat(elsewhere.status()).isEqualTo(200);
        assertThat(elsewhere.id()).isNotEqualTo(first.id());
    }

    @Test
    void namesWhatDiffersAsItWasSent() {
        api.create("gate", json(event("e-3").build()), "Content-Type", ONE);
        CloudEventBuilder other = event("e-3")
                .withType("block")
                .withData("application/json", "{}".getBytes(StandardCharsets.UTF_8))
                .withExtension("clientip", "192.0.2.7")
                .withExtension("message", "Door 4");

        OrgApi.Answer answer = api.create("gate", json(other.build()), "Content-Type", ONE);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").findValuesAsText("where"))
                .containsExactly("body/type", "body/message", "body/data", "body/clientip");
    }

    @Test
    void acceptsABatch() {
        String batch = batch(
                event("b-1").build(),
                event("b-2").withSubject("other").build(),
                event("b-3").withSubject(null).build(),
                event("b-1").build());
        OrgApi.Answer answer = api.createAll(batch, "Content-Type", BATCH);

        assertThat(answer.statuses()).containsExactly(200, 200, 400, 200);
        assertThat(answer.results().get(2).toString()).contains("body/subject");
        assertThat(answer.results().get(3).path("event_id"))
                .isEqualTo(answer.results().get(0).path("event_id"));
    }

    @Test
    void namesWhatItCanNotKeep() {
        assertThat(refused(event("r-1").withTime(null))).contains("body/time");
        assertThat(refused(event("r-2").withExtension("traceid", "1"))).contains("body/traceid");
        assertThat(refused(event("r-3").withDataSchema(URI.create("urn:x")))).contains("body/dataschema");
        assertThat(refused(event("r-4").withData("text/plain", "text".getBytes(StandardCharsets.UTF_8))))
                .contains("body/datacontenttype");
        assertThat(refused(event("r-5").withSubject("other"))).contains("body/subject");
    }

    @Test
    void returnsTheIdTheSourceAndTheDataThatWereSent() throws IOException {
        List<String> data = List.of("[\"in\", 2.50]", "\"text\"", "7", "true", "{\"data\":[1]}", "{}");
        for (int i = 0; i < data.size(); i++) {
            CloudEvent event = event("d-" + i)
                    .withData("application/example+json", data.get(i).getBytes(StandardCharsets.UTF_8))
                    .build();
            OrgApi.Answer logged = api.create("gate", json(event), "Content-Type", ONE);
            assertThat(logged.status()).as(logged.text()).isEqualTo(200);
        }

        for (int i = 0; i < data.size(); i++) {
            JsonNode listed = api.listAs(BATCH, Map.of("idempotency_key", "d-" + i))
                    .elements()
                    .getFirst();
            assertThat(listed.path("id").asText()).isEqualTo("d-" + i);
            assertThat(listed.path("source").asText()).isEqualTo("/gatehouse");
            assertThat(listed.path("data")).isEqualTo(OrgApi.MAPPER.readTree(data.get(i)));
        }
        JsonNode first = api.listAs("application/json", Map.of("idempotency_key", "d-0"))
                .events()
                .getFirst();
        assertThat(first.path("context")).isEqualTo(OrgApi.MAPPER.readTree("{\"data\":[\"in\",2.50]}"));
        assertThat(first.path("idempotency_key").asText()).isEqualTo("d-0");
    }

    @Test
    void distinguishesDataFromAnObjectThatContainsIt() {
        CloudEventBuilder bare = event("t-1").withData("application/json", "[1]".getBytes(StandardCharsets.UTF_8));
        CloudEventBuilder held =
                event("t-1").withData("application/json", "{\"data\":[1]}".getBytes(StandardCharsets.UTF_8));

        assertThat(api.create("gate", json(bare.build()), "Content-Type", ONE).status())
                .isEqualTo(200);
        assertThat(api.create("gate", json(held.build()), "Content-Type", ONE).status())
                .isEqualTo(422);
        assertThat(api.create("gate", json(bare.build()), "Content-Type", ONE).isReplay())
                .isTrue();
    }

    @Test
    void treatsANullAttributeAsUnset() {
        String event =
                json(event("n-1").build()).replaceFirst("}$", ",\"dataschema\":null,\"traceid\":null,\"status\":null}");

        assertThat(api.create("gate", event, "Content-Type", ONE).status()).isEqualTo(200);
        assertThat(api.create("gate", event.replace("\"e-1\"", "null").replace("\"n-1\"", "null"), "Content-Type", ONE)
                        .body()
                        .path("errors")
                        .toString())
                .contains("body/id", "is required");
    }

    private String refused(CloudEventBuilder event) {
        OrgApi.Answer answer = api.create("gate", json(event.build()), "Content-Type", ONE);
        assertThat(answer.status()).isEqualTo(400);
        return answer.body().path("errors").toString();
    }

    private static CloudEventBuilder event(String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/gatehouse"))
                .withType("access")
                .withSubject("gate")
                .withTime(TIME)
                .withData("application/json", "{\"door\":3,\"open\":true}".getBytes(StandardCharsets.UTF_8));
    }

    private static String json(CloudEvent event) {
        return new String(new JsonFormat().serialize(event), StandardCharsets.UTF_8);
    }

    private static String batch(CloudEvent... events) {
        List<String> texts = Arrays.stream(events).map(CloudEventsTest::json).toList();
        return texts.stream().collect(Collectors.joining(",", "[", "]"));
    }
}
