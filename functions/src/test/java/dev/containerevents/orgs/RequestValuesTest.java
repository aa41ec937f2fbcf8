package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.LocalTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values of headers and query parameters that arrive differently from what was meant.
final class RequestValuesTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final String EVENT =
            "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":\"2024-03-01T09:00:00Z\"}";

    private final OrgApi api = new OrgApi(TABLE.events(), Org.plain("org-" + System.nanoTime()));

    /// A list, a container's list and a count, with that parameter.
    private List<Answer> read(String name, String value) {
        return List.of(
                api.list(ListOrgEvents::new, Map.of(name, value)),
                api.list(ListEventsByExpire::new, Map.of(name, value)),
                api.listContainer("c-1", Map.of(name, value)),
                api.count(TABLE.counter(), Map.of(name, value)));
    }

    private void assertRefused(String value, String why) {
        for (String name : List.of("start", "end")) {
            for (Answer answer : read(name, value)) {
                JsonNode fault = answer.body().path("errors").path(0);
                assertThat(answer.status()).as(value).isEqualTo(400);
                assertThat(fault.path("where").asText()).isEqualTo("query/" + name);
                assertThat(fault.path("why").asText()).contains(why);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "59",
                "1709283600",
                "1709283600.5",
                "1709283600.000001",
                "01709283600",
                "99999999999",
                "9999999999."
            })
    void refusesATimeThatLooksLikeSeconds(String value) {
        assertRefused(value, "looks like seconds; expected milliseconds or RFC 3339");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "100000000000", "1709283600000", "999999999999999"})
    void acceptsMilliseconds(String value) {
        api.create("c-1", EVENT);

        assertThat(read("start", value)).extracting(Answer::status).containsOnly(200);
        assertThat(read("end", value)).extracting(Answer::status).containsOnly(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-01T09:00:00 01:00",
                "2024-03-01T09:00:00.123456789 11:30",
                "2024-03-01 09:00:00 01:00",
                "2024-03-01t09:00:00 00:00"
            })
    void explainsHowToSendAPlusSign(String value) {
        assertRefused(value, "encode + as %2B");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-01T09:00:00",
                "2024-03-01 09:00:00",
                "2024-03-01",
                "yesterday",
                "-1",
                "1.7e9",
                "1709283600000.5",
                "1709283600000000000",
                " ",
                "",
                "2024-03-01T09:00:00Z 01:00"
            })
    void rejectsTextsThatAreNotTimes(String value) {
        assertRefused(value, "RFC 3339");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tür-2", "t\u00fcr", "t\u00c3\u00bcr-2", "ключ", "😀", "\u0080", "key\u00a0"})
    void refusesAKeyInTheHeaderThatIsNotAsciiAndNamesTheMember(String key) {
        String inBulk = "{\"container_id\":\"c-1\"," + EVENT.substring(1);
        for (Answer answer : List.of(
                api.create("c-1", EVENT, "Idempotency-Key", key),
                api.createAll(OrgApi.bulk(List.of(inBulk)), "idempotency-key", key),
                api.createAll(inBulk, "Idempotency-Key", key, "Content-Type", "application/x-ndjson"))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("header/Idempotency-Key");
            assertThat(answer.body().at("/errors/0/why").asText()).contains("idempotency_key");
        }
        assertThat(api.walk(ListOrgEvents::new, Map.of())).isEmpty();
    }

    @Test
    void acceptsEveryAsciiKeyInTheHeader() {
        Answer first = api.create("c-1", EVENT, "Idempotency-Key", "a/b c~!\"'|");

        assertThat(first.status()).isEqualTo(200);
        assertThat(api.create("c-1", EVENT, "Idempotency-Key", "a/b c~!\"'|").isReplay())
                .isTrue();
    }

    @Test
    void acceptsAnyKeyInTheMember() {
        String event = "{\"container_id\":\"c-1\",\"idempotency_key\":\"tür-2\"," + EVENT.substring(1);

        assertThat(api.createAll(OrgApi.bulk(List.of(event))).statuses()).containsExactly(200);
        assertThat(api.createAll(OrgApi.bulk(List.of(event)))
                        .results()
                        .getFirst()
                        .path("replayed")
                        .asBoolean())
                .isTrue();
    }
}
