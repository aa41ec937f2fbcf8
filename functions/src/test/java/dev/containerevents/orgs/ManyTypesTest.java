package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Org;
import dev.containerevents.event.Period;
import dev.containerevents.event.Tally;
import dev.containerevents.table.EventCounter;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RollupKey;
import dev.containerevents.table.RollupTable;
import dev.containerevents.table.Units;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Counts in an organisation that has more types of events than an organisation should have.
final class ManyTypesTest {

    private static final int MOST = 500;

    /// `-Dtypes=5000` takes half a minute more.
    private static final int MANY = Integer.getInteger("types", 1_500);

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Instant DAY = Instant.parse("2024-01-02T00:00:00Z");
    private static final String START = "2024-01-01T00:00:00Z";
    private static final String END = "2024-01-05T00:00:00Z";

    private final EventCounter counter = new EventCounter(TABLE.client(), TABLE.name());

    @BeforeAll
    static void count() {
        count("most", MOST);
        count("more", MOST + 1);
        count("many", MANY);
    }

    @Test
    void countsUpToFiveHundredTypesOneByOne() {
        OrgApi.Answer answer = count("most", Map.of("group_by", "event_type", "start", START, "end", END));

        assertThat(answer.body().path("count").asInt()).as(answer.text()).isEqualTo(MOST);
        assertThat(answer.body().path("buckets")).hasSize(MOST);
    }

    @Test
    void saysThatMoreAreTooMany() {
        for (String org : new String[] {"more", "many"}) {
            for (Map<String, String> query : List.of(
                    Map.of("group_by", "event_type", "start", START),
                    Map.of("group_by", "event_type", "end", END),
                    Map.of("group_by", "event_type", "interval", "day"),
                    Map.of("group_by", "event_type status", "interval", "hour", "start", START, "end", END))) {
                OrgApi.Answer answer = count(org, query);

                assertThat(answer.status()).as(answer.text()).isEqualTo(400);
                assertThat(answer.body().at("/errors/0/where").asText()).isEqualTo("query/group_by");
                assertThat(answer.body().path("detail").asText())
                        .contains(org.equals("more") ? "501" : Integer.toString(MANY), "500", "event_type");
                assertThat(Double.parseDouble(answer.header("X-Consumed-Read-Units")))
                        .as("it costs no more than to see how many there are")
                        .isLessThan(100);
            }
        }
    }

    @Test
    void countsAnyNumberOfTypesOfAllTime() {
        OrgApi.Answer answer = count("many", Map.of("group_by", "event_type"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.body().path("count").asInt()).isEqualTo(MANY);
        assertThat(answer.body().path("buckets")).hasSize(MANY);
    }

    @Test
    void countsSomeOfThousands() {
        OrgApi.Answer answer = count(
                "many", Map.of("group_by", "event_type", "event_type", "type-7 type-1234", "start", START, "end", END));

        assertThat(answer.body().path("count").asInt()).as(answer.text()).isEqualTo(2);
        assertThat(count("many", Map.of("start", START, "end", END))
                        .body()
                        .path("count")
                        .asInt())
                .isEqualTo(MANY);
    }

    private OrgApi.Answer count(String org, Map<String, String> query) {
        return new OrgApi(TABLE.events(), Org.plain(org)).count(counter, query);
    }

    /// Sets counters as if one event of each of so many types were logged.
    private static void count(String org, int types) {
        RollupTable rollups = new RollupTable(TABLE.client(), TABLE.name());
        Map<RollupKey, Tally> tallies = new HashMap<>();
        for (int i = 0; i < types; i++) {
            String type = "type-" + i;
            tallies.put(new RollupKey(org, Period.EVER, type, Instant.EPOCH), new Tally(1, 0));
            tallies.put(new RollupKey(org, Period.DAY, type, DAY), new Tally(1, 0));
            tallies.put(new RollupKey(org, Period.HOUR, type, DAY), new Tally(1, 0));
            if (tallies.size() > 96 || i == types - 1) {
                rollups.add(tallies, org + "-" + i, new Units());
                tallies.clear();
            }
        }
        tallies.put(new RollupKey(org, Period.DAY, RollupKey.ALL_TYPES, DAY), new Tally(types, 0));
        rollups.add(tallies, org + "-all", new Units());
    }
}
