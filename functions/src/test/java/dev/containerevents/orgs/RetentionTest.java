package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.HandlerInvocation;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How long events are kept: until their own `expires`, otherwise by their organisation's retention.
final class RetentionTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final ManageAccess manageAccess = new ManageAccess(TABLE.access(), TABLE.ledger(), new LocalPlans());

    @Test
    void keepsEventsByTheRetentionOfTheirType() throws IOException {
        OrgApi api = orgWith("typed", "{\"access\":400,\"*\":30,\"Made-up\":1}");

        assertThat(daysKept(api, "ACCESS")).isEqualTo(400);
        assertThat(daysKept(api, "access")).isEqualTo(400);
        assertThat(daysKept(api, "BLOCK")).isEqualTo(30);
        assertThat(daysKept(api, "made-up")).isEqualTo(30);
        assertThat(daysKept(api, "Made-up")).isEqualTo(1);
    }

    @Test
    void keepsEventsForGoodByDefault() throws IOException {
        assertThat(daysKept(orgWith("some", "{\"ACCESS\":400}"), "BLOCK")).isNull();
        assertThat(daysKept(orgWith("none", "{}"), "BLOCK")).isNull();
    }

    @Test
    void keepsAnEventUntilItsOwnExpiry() throws IOException {
        OrgApi api = orgWith("own", "{\"*\":30}");
        String id = api.create(
                        "c-1",
                        "{\"event_type\":\"ACCESS\",\"status\":\"FAIL\",\"expires\":\"2099-01-01T00:00:00.001Z\"}")
                .id();

        assertThat(api.get("c-1", id).body().path("expires").asText()).isEqualTo("2099-01-01T00:00:00.001Z");
    }

    @Test
    void countsFromWhenAnEventWasStoredAndNotFromWhenItHappened() throws IOException {
        OrgApi api = orgWith("late", "{\"*\":30}");
        String id = api.create(
                        "c-1", "{\"event_type\":\"ACCESS\",\"status\":\"FAIL\",\"timestamp\":\"1999-01-01T00:00:00Z\"}")
                .id();

        assertThat(api.get("c-1", id).status()).isEqualTo(200);
    }

    @Test
    void appliesToABulkAndToCloudEventsAsWell() throws IOException {
        OrgApi api = orgWith("bulk", "{\"*\":30}");
        Answer bulk = api.createAll(
                OrgApi.bulk(List.of("{\"container_id\":\"c-1\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}")));
        Answer cloud = api.create(
                "c-1",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"x\",\"time\":\"2026-11-01T12:00:00Z\"}",
                "Content-Type",
                "application/cloudevents+json");

        assertThat(daysKept(api.get(
                                "c-1",
                                bulk.results().getFirst().path("event_id").asText())
                        .body()))
                .isEqualTo(30);
        assertThat(daysKept(api.get("c-1", cloud.id()).body())).isEqualTo(30);
    }

    @Test
    void neverShowsAnExpiredEvent() {
        Org org = Org.plain("past");
        OrgApi api = new OrgApi(TABLE.events(), org);
        Instant created = Instant.now().minus(Duration.ofDays(2));
        RandomIds ids = new RandomIds(new SecureRandom());
        EventId gone = put(org, ids.next(created), created, created.plusSeconds(1));
        EventId justGone = put(org, ids.next(created), created, Instant.now());
        EventId kept = put(org, ids.next(created), created, Instant.now().plusSeconds(3600));

        assertThat(api.get("c-1", gone.toString()).status()).isEqualTo(404);
        assertThat(api.get("c-1", justGone.toString()).status()).isEqualTo(404);
        assertThat(api.get("c-1", kept.toString()).status()).isEqualTo(200);
        for (String order : List.of("asc", "desc")) {
            Map<String, String> query = Map.of("order", order, "limit", "1");
            assertThat(api.walk(ListOrgEvents::new, query)).containsExactly(kept.toString());
            assertThat(api.walk(ListEventsByAccess::new, query)).containsExactly(kept.toString());
            assertThat(api.walk(ListEventsByFail::new, query)).containsExactly(kept.toString());
            assertThat(api.listContainer("c-1", query).ids()).containsExactly(kept.toString());
        }
    }

    /// An expired event isn't shown, although DynamoDB deletes it days later.
    @Test
    void knowsNoContainerWhoseEventsHaveAllExpired() {
        Org org = Org.plain("all-past");
        OrgApi api = new OrgApi(TABLE.events(), org);
        Instant created = Instant.now().minus(Duration.ofDays(2));
        RandomIds ids = new RandomIds(new SecureRandom());
        for (int i = 0; i < 60; i++) {
            put(org, ids.next(created.plusMillis(i)), created, created.plusSeconds(1));
        }
        assertThat(api.listContainer("c-1", Map.of()).status()).isEqualTo(404);
        assertThat(api.listContainer("c-1", Map.of("end", "0")).status()).isEqualTo(404);

        put(org, ids.next(created.minusSeconds(1)), created, Instant.now().plusSeconds(3600));
        assertThat(api.listContainer("c-1", Map.of()).ids()).hasSize(1);
        assertThat(api.listContainer("c-1", Map.of("end", "0")).status()).isEqualTo(200);
    }

    private static EventId put(Org org, EventId id, Instant created, Instant expires) {
        EventDetails details = Details.of("ACCESS", Status.FAIL, Details.JOE, null, null, null, null, expires);
        TABLE.events()
                .put(Event.of(id, new Container(org.id(), "c-1"), created, details, org), org, new RequestBudget());
        return id;
    }

    /// An organisation as the authorizer describes it after an operator has set its retention.
    private OrgApi orgWith(String org, String retention) throws IOException {
        TABLE.access().create(org);
        JsonNode shown = HandlerInvocation.of(
                manageAccess,
                "{\"action\":\"set_retention\",\"org_id\":\"" + org + "\",\"retention\":" + retention + "}");
        assertThat(shown.path("retention").size())
                .isEqualTo(OrgApi.MAPPER.readTree(retention).size());
        return new OrgApi(TABLE.events(), TABLE.access().org(org).orElseThrow().at(Instant.now()));
    }

    private static @Nullable Long daysKept(OrgApi api, String type) {
        String id = api.create("c-1", "{\"event_type\":\"" + type + "\",\"status\":\"SUCCESS\"}")
                .id();
        return daysKept(api.get("c-1", id).body());
    }

    private static @Nullable Long daysKept(JsonNode event) {
        if (!event.has("expires")) {
            return null;
        }
        Duration kept = Duration.between(
                Instant.parse(event.path("created").asText()),
                Instant.parse(event.path("expires").asText()));
        // At most to the second at which DynamoDB's time to live ends.
        assertThat(kept.minusDays(kept.toDays())).isLessThan(Duration.ofSeconds(1));
        return kept.toDays();
    }
}
