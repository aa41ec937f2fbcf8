package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Container;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.json.Json;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void keepsTheOtherAttributesAndReturnsThem() throws IOException {
        CloudEvent sent = event("x-1")
                .withDataSchema(URI.create("https://example.com/door.json"))
                .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .withExtension("tracestate", "vendor=\"1\"")
                .withExtension("comexampledoor", "Tür 3 \ud83d\udeaa")
                .withExtension("attempt", 2)
                .withExtension("urgent", true)
                .build();
        OrgApi.Answer logged = api.create("gate", json(sent), "Content-Type", ONE);
        assertThat(logged.status()).as(logged.text()).isEqualTo(200);

        assertThat(cloudEvent(logged.id())).isEqualTo(read(sent, "SUCCESS"));
        assertThat(new JsonFormat()
                        .deserialize(OrgApi.MAPPER.writeValueAsBytes(
                                api.listAs(BATCH, Map.of()).elements().getFirst())))
                .isEqualTo(read(sent, "SUCCESS"));
        assertThat(api.get("gate", logged.id()).body().path("attributes")).isEqualTo(OrgApi.MAPPER.readTree("""
            {"dataschema":"https://example.com/door.json","attempt":2,"urgent":true,
             "comexampledoor":"Tür 3 \ud83d\udeaa","tracestate":"vendor=\\"1\\"",
             "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}\
            """));
    }

    /// The SDK writes text as Base64 in JSON, so a JavaScript client's form is sent here as well.
    @Test
    void keepsTextAndBinaryData() throws IOException {
        byte[] bytes = {0, 1, (byte) 0xff, (byte) 0xfe};
        CloudEvent binary = event("y-1").withData("image/png", bytes).build();
        String text = with("\"id\":\"y-2\",\"datacontenttype\":\"text/plain\",\"data\":\"Door \\n3\"");
        String untyped = with("\"id\":\"y-3\",\"datacontenttype\":null,\"data\":null,\"data_base64\":\"AAE\"");

        OrgApi.Answer logged = api.create("gate", json(binary), "Content-Type", ONE);
        assertThat(cloudEvent(logged.id())).isEqualTo(read(binary, "SUCCESS"));
        assertThat(api.get("gate", logged.id()).body().path("context").toString())
                .isEqualTo("{\"data_base64\":\"AAH//g==\"}");

        logged = api.create("gate", text, "Content-Type", ONE);
        JsonNode listed = api.get("gate", logged.id(), "Accept", ONE).body();
        assertThat(listed.path("datacontenttype").asText()).isEqualTo("text/plain");
        assertThat(listed.path("data").asText()).isEqualTo("Door \n3");

        logged = api.create("gate", untyped, "Content-Type", ONE);
        listed = api.get("gate", logged.id(), "Accept", ONE).body();
        assertThat(listed.has("datacontenttype")).isFalse();
        assertThat(listed.path("data_base64").asText()).isEqualTo("AAE=");
    }

    @Test
    void replaysOnlyAnEventWithTheSameAttributes() {
        CloudEventBuilder event = event("z-1").withExtension("attempt", 1);
        assertThat(api.create("gate", json(event.build()), "Content-Type", ONE).status())
                .isEqualTo(200);
        assertThat(api.create("gate", json(event.build()), "Content-Type", ONE).isReplay())
                .isTrue();

        OrgApi.Answer other =
                api.create("gate", json(event.withExtension("attempt", 2).build()), "Content-Type", ONE);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().at("/errors/0/where").asText()).isEqualTo("body");
    }

    @Test
    void replacesAnExtensionThatIsItsOwnInTheFeedAndOnTheBus() throws IOException {
        CloudEvent sent = event("q-1")
                .withExtension("sequence", "7")
                .withExtension("orgid", "globex")
                .build();
        OrgApi.Answer logged = api.create("gate", json(sent), "Content-Type", ONE);
        Event event = api.table()
                .get(new Container("acme", "gate"), EventId.parse(logged.id()).orElseThrow(), new RequestBudget())
                .orElseThrow();

        assertThat(cloudEvent(logged.id())).isEqualTo(read(sent, "SUCCESS"));
        assertThat(written(json -> dev.containerevents.event.CloudEvent.writeWithSequence(json, event, "42")))
                .contains("\"sequence\":\"42\"", "\"orgid\":\"globex\"")
                .doesNotContain("\"7\"");
        assertThat(written(json -> dev.containerevents.event.CloudEvent.writeWithOrg(json, event)))
                .contains("\"sequence\":\"7\"", "\"orgid\":\"acme\"")
                .doesNotContain("globex");
    }

    private static String written(Json.Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, writer);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Returns an event as the SDK reads it from the response to a GET.
    private CloudEvent cloudEvent(String id) {
        OrgApi.Answer answer = api.getAnywhere(id, "Accept", ONE);
        assertThat(answer.header("Content-Type")).isEqualTo("application/cloudevents+json; charset=utf-8");
        assertThat(answer.header("Vary")).contains("Accept");
        return new JsonFormat().deserialize(answer.text().getBytes(StandardCharsets.UTF_8));
    }

    /// Returns an event as it is shown: always with a status, its type in upper case, and its time in UTC.
    private static CloudEvent read(CloudEvent sent, String status) {
        CloudEvent shown = CloudEventBuilder.from(sent)
                .withType("ACCESS")
                .withExtension("status", status)
                .withTime(sent.getTime().withOffsetSameInstant(ZoneOffset.UTC))
                .build();
        return new JsonFormat().deserialize(new JsonFormat().serialize(shown));
    }

    @Test
    void answersInJsonUnlessACloudEventIsPreferred() {
        OrgApi.Answer logged = api.create("gate", json(event("a-1").build()), "Content-Type", ONE);

        for (String accept : List.of("*/*", "application/json", "text/html", ONE + ";q=0.5, application/json", "a/b")) {
            assertThat(api.get("gate", logged.id(), "Accept", accept).header("Content-Type"))
                    .isEqualTo("application/json");
        }
        assertThat(api.get("gate", logged.id(), "Accept", ONE + ", */*").header("Content-Type"))
                .startsWith(ONE);
    }

    @Test
    void namesWhatItCanNotKeep() {
        assertThat(refused(event("r-1").withTime(null))).contains("body/time");
        assertThat(refused(event("r-2").withSubject("other"))).contains("body/subject");
        assertThat(refused(event("r-3").withDataSchema(URI.create("door")))).contains("body/dataschema");
        assertThat(refused(event("r-4").withData("text", new byte[] {1}))).contains("body/datacontenttype");
        assertThat(refused(event("r-5").withExtension("a", "\ufffd"))).contains("body/a");
        assertThat(refused(event("r-6").withExtension("a", "x".repeat(8192)))).contains("8192 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceId",
                "trace-id",
                "trace_id",
                "ü",
                "",
                "a234567890123456789012345678901234567890123456789012345678901234567890"
            })
    void rejectsANameThatNoAttributeHas(String name) {
        assertThat(api.create("gate", with("\"" + name + "\":\"1\""), "Content-Type", ONE)
                        .text())
                .contains("is not the name of an attribute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e2", "2147483648", "-2147483649", "[]", "{}"})
    void rejectsAValueThatNoAttributeHas(String value) {
        assertThat(api.create("gate", with("\"a\":" + value), "Content-Type", ONE)
                        .text())
                .contains("body/a must be a string, a boolean or an integer of 32 bits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"data_base64\":\"AA\" | must be left out: there is data",
                "\"data_base64\":\"?\",\"data\":null | must be Base64",
                "\"dataschema\":\"urn:ü\" | must be an absolute URI",
                "\"dataschema\":\"\" | must have 1 to 2048 characters",
                "\"specversion\":\"0.3\" | must be 1.0"
            })
    void rejectsAMemberThatIsInvalid(String members, String why) {
        assertThat(api.create("gate", with(members), "Content-Type", ONE).text())
                .contains(why);
    }

    /// Returns an event with these members, which replace its own.
    private static String with(String members) {
        try {
            return ((ObjectNode) OrgApi.MAPPER.readTree(json(event("v-1").build())))
                    .setAll((ObjectNode) OrgApi.MAPPER.readTree("{" + members + "}"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
