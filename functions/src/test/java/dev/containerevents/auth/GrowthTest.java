package dev.containerevents.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.table.AccessTable;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// When an organisation may grow to more shards, and how the operator's command is answered.
final class GrowthTest {

    private static final Instant BEGIN = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
    private static final Duration PHASE = Duration.ofMinutes(10);

    private final AccessTable access = LocalTable.fresh().access();

    @Test
    void refusesToGrowWhileGrowingAndToShrink() {
        access.create("slow");
        Instant grown = NOW.plus(PHASE);
        Instant growing = grown.minusMillis(1);

        assertThat(grows("slow", 1, NOW)).as("as many").isFalse();
        assertThat(grows("slow", 4, NOW)).isTrue();
        assertThat(grows("slow", 16, growing)).as("growing").isFalse();
        assertThat(grows("slow", 2, grown)).as("shrinking").isFalse();
        assertThat(grows("slow", 4, grown)).as("as many").isFalse();
        assertThat(access.org("slow").orElseThrow().at(growing)).isEqualTo(new Org("slow", 4, 1, Retention.FOR_EVER));
        assertThat(grows("slow", 16, grown)).as("grown").isTrue();
        assertThat(grows("nobody", 4, NOW)).as("no such organisation").isFalse();
        assertThat(access.org("nobody")).isEmpty();
    }

    private boolean grows(String org, int shards, Instant now) {
        return access.grow(org, shards, now, now.plus(PHASE));
    }

    @Test
    void reportsThatAnOrganisationCanNotGrowNow() throws IOException {
        access.create("operated");

        JsonNode growing = setShards("operated", 4);
        assertThat(growing.path("shards").asInt()).isEqualTo(4);
        assertThat(growing.path("write_shards").asInt()).isEqualTo(1);
        assertThat(Instant.parse(growing.path("grows_at").asText())).isAfter(Instant.now());
        assertThat(setShards("operated", 16).path("status").asInt()).isEqualTo(409);
        assertThat(setShards("operated", 2).path("status").asInt()).isEqualTo(409);

        access.create("grown");
        access.grow("grown", 4, NOW, BEGIN);
        assertThat(setShards("grown", 4).path("status").asInt()).isEqualTo(409);
        assertThat(setShards("grown", 2).path("status").asInt()).isEqualTo(409);
        assertThat(setShards("grown", 16).path("write_shards").asInt()).isEqualTo(4);
        assertThat(setShards("nobody", 4).path("status").asInt()).isEqualTo(404);
    }

    @Test
    void saysOfItsOwnSuccessThatItSucceededThoughTheAnswerWasLost() throws IOException {
        LocalTable table = LocalTable.fresh();
        table.access().create("acme");
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            proxy.plan(FaultProxy.Plan.first(1, FaultProxy.Fault.CUT_AFTER).ofWrites());

            JsonNode growing = setShards(table.through(proxy).access(), "acme", 4);

            assertThat(growing.path("shards").asInt()).as(growing.toString()).isEqualTo(4);
            assertThat(proxy.calls()).as("the update, again, and what is there").isEqualTo(3);
        }
    }

    private JsonNode setShards(String org, int shards) throws IOException {
        return setShards(access, org, shards);
    }

    private static JsonNode setShards(AccessTable access, String org, int shards) throws IOException {
        return HandlerInvocation.of(
                new ManageAccess(access, LocalTable.fresh().ledger(), new LocalPlans()),
                "{\"action\":\"set_shards\",\"org_id\":\"" + org + "\",\"shards\":" + shards + "}");
    }
}
