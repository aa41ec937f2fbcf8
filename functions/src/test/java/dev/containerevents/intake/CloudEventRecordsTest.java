package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.table.LocalTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// CloudEvents in binary mode, which the intake takes whatever they lack.
final class CloudEventRecordsTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final IntakeApi api = IntakeApi.fresh(TABLE);

    @Test
    void storesWhatTheHeadersSay() {
        String[] headers = {
            "ce-specversion", "1.0",
            "ce-id", "1",
            "ce-source", "/gate",
            "ce-type", "ACCESS",
            "ce-time", "2023-11-18T12:00:00.123Z",
            "ce-subject", "Tor%203",
            "Content-Type", "application/json"
        };
        Answer answer = api.send("cloudevents", "{\"event_type\":\"BLOCK\"}", headers);
        Answer again = api.send("cloudevents", "{\"event_type\":\"BLOCK\"}", headers);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(again.replayed()).isEqualTo(1);
        JsonNode event = api.events().getFirst();
        assertThat(event.path("event_type").asText()).isEqualTo("ACCESS");
        assertThat(event.path("container_id").asText()).isEqualTo("Tor 3");
        assertThat(event.path("timestamp").asText()).isEqualTo("2023-11-18T12:00:00.123Z");
        assertThat(event.at("/context/data/event_type").asText()).isEqualTo("BLOCK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudevents", "generic"})
    void storesAnEventThatLacksNearlyEverything(String source) {
        Answer answer = api.send(source, "Door 3\nis open", "ce-id", "1", "Content-Type", "text/plain");

        assertThat(answer.accepted()).as(answer.text()).isEqualTo(1);
        JsonNode event = api.events().getFirst();
        assertThat(event.path("container_id").asText()).isEqualTo("unknown");
        assertThat(event.at("/context/data").asText()).isEqualTo("Door 3\nis open");
    }

    @Test
    void keepsDataThatShouldBeJsonAsText() {
        Answer answer = api.send("cloudevents", "{\"door\":", "ce-id", "1", "ce-message", "100%");

        assertThat(answer.accepted()).isEqualTo(1);
        JsonNode context = api.events().getFirst().path("context");
        assertThat(context.path("data").asText()).isEqualTo("{\"door\":");
        assertThat(context.path("message").asText()).isEqualTo("100%");
    }

    @Test
    void rejectsBinaryDataThatTheGatewayHasDamaged() {
        assertThat(api.send("cloudevents", "\ufffd", "ce-id", "1", "Content-Type", "image/png")
                        .status())
                .isEqualTo(415);
    }
}
