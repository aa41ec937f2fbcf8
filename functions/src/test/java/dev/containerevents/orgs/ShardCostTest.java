package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.LocalTable;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a page costs, by the number of shards.
final class ShardCostTest {

    private static final LocalTable TABLE = LocalTable.fresh();
    private static final Instant BEGIN = Instant.parse("2026-11-01T12:00:00Z");

    /// The ids are derived from keys, so every run reads the same events.
    @Test
    void costsMoreToReadTheMoreShardsThereAre() {
        DoubleSummaryStatistics one = unitsOfPages(1);
        DoubleSummaryStatistics four = unitsOfPages(4);
        DoubleSummaryStatistics sixteen = unitsOfPages(16);

        System.out.println("read units of a page of 50, 1 shard: " + text(one) + "; 4 shards: " + text(four)
                + "; 16 shards: " + text(sixteen));
        assertThat(one.getMin()).isEqualTo(1.5);
        assertThat(one.getMax()).isEqualTo(1.5);
        assertThat(four.getSum()).isEqualTo(37);
        assertThat(four.getMax()).isEqualTo(3.5);
        assertThat(sixteen.getSum()).isEqualTo(133);
        assertThat(sixteen.getMax()).isEqualTo(12);
    }

    private static String text(DoubleSummaryStatistics units) {
        return "%.2f (%.1f to %.1f)".formatted(units.getAverage(), units.getMin(), units.getMax());
    }

    /// The read units of each page of 50 of 600 events, of about 200 bytes as items.
    private static DoubleSummaryStatistics unitsOfPages(int shards) {
        OrgApi api =
                new OrgApi(TABLE.events(), new Org("units-%02d".formatted(shards), shards, shards, Retention.FOR_EVER));
        Answer bulk = api.createAll(OrgApi.bulk(
                600,
                i -> "{\"container_id\":\"c-1\",\"idempotency_key\":\"key-" + i
                        + "\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\",\"timestamp\":\""
                        + BEGIN.plusSeconds(i) + "\",\"message\":\"" + "m".repeat(60) + "\"}"));
        assertThat(bulk.body().path("accepted").asInt()).isEqualTo(600);
        DoubleSummaryStatistics units = new DoubleSummaryStatistics();
        Map<String, String> query = Map.of("order", "asc", "limit", "50");
        boolean hasMore = true;
        while (hasMore) {
            Answer page = api.list(ListOrgEvents::new, query);
            assertThat(page.ids()).hasSize(50);
            units.accept(Double.parseDouble(page.header("X-Consumed-Read-Units")));
            hasMore = page.body().has("next_token");
            query = OrgApi.with(
                    query, "next_token", page.body().path("next_token").asText());
        }
        assertThat(units.getCount()).isEqualTo(12);
        return units;
    }
}
