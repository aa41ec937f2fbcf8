package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Counts in an organisation that has thousands of types of events.
final class ManyTypesTest {

    /// `-Dtypes=5000` takes some seconds more.
    private static final int MANY = Integer.getInteger("types", 1_500);

    /// How many types are told apart.
    private static final int MOST = 8_192;

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Instant DAY = Instant.parse("2024-01-02T00:00:00Z");
    private static final String START = "2024-01-01T00:00:00Z";
    private static final String END = "2024-01-05T00:00:00Z";

    @BeforeAll
    static void store() {
        store("many", MANY);
    }

    private static void store(String org, int types) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < types; i++) {
            events.add(Event.of(
                    new EventId(DAY.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | i),
                    new Container(org, "c-1"),
                    DAY,
                    Details.of("type-" + i, Status.SUCCESS, null, null, null, null, null, null),
                    Org.plain(org)));
        }
        Appending.append(TABLE, events, 1);
    }

    private static OrgApi.Answer count(String org, Map<String, String> query) {
        return new OrgApi(TABLE.events(), Org.plain(org)).count(TABLE.counter(), query);
    }

    @Test
    void countsThousandsOfTypesOneByOne() {
        for (Map<String, String> query : List.of(
                Map.of("group_by", "event_type"),
                Map.of("group_by", "event_type", "start", START),
                Map.of("group_by", "event_type", "end", END),
                Map.of("group_by", "event_type", "interval", "day"),
                Map.of("group_by", "event_type status", "interval", "hour", "start", START, "end", END))) {
            OrgApi.Answer answer = count("many", query);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.body().path("count").asInt()).isEqualTo(MANY);
            assertThat(answer.body().path("buckets")).hasSize(MANY);
            assertThat(Double.parseDouble(answer.header("X-Consumed-Read-Units")))
                    .as("%s", query)
                    .isLessThan(50 + MANY / 16.0);
        }
    }

    @Test
    void countsSomeOfThousands() {
        OrgApi.Answer answer = count(
                "many", Map.of("group_by", "event_type", "event_type", "type-7 type-1234", "start", START, "end", END));

        assertThat(answer.body().path("count").asInt()).as(answer.text()).isEqualTo(2);
        assertThat(answer.body().path("buckets")).hasSize(2);
    }

    @Test
    void countsAllTypesTogetherForWhatAFewCost() {
        OrgApi.Answer answer = count("many", Map.of("start", START, "end", END));

        assertThat(answer.body().path("count").asInt()).isEqualTo(MANY);
        assertThat(Double.parseDouble(answer.header("X-Consumed-Read-Units"))).isLessThanOrEqualTo(4);
    }

    @Test
    void saysThatMoreAreTooMany() {
        store("more", MOST + 1);

        OrgApi.Answer answer = count("more", Map.of("group_by", "event_type"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("query/group_by");
        assertThat(answer.body().path("detail").asText()).contains("8,192", "event_type");
        assertThat(count("more", Map.of("event_type", "type-8191"))
                        .body()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(count("more", Map.of()).body().path("count").asInt()).isEqualTo(MOST + 1);
    }
}
