package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.endtoend.Client.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Values of one organisation (ids, tokens, idempotency keys, names of containers) give no access to another. Both
/// have events of the same types, at the same times, in a container of the same name.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantIsolationTest {

    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE");

    private Tenant own;
    private Tenant other;
    private String foreign;

    @BeforeAll
    void fill() throws Exception {
        Cloud cloud = Cloud.current();
        own = Tenant.create(cloud);
        other = Tenant.create(cloud);
        for (Tenant tenant : List.of(own, other)) {
            int second = 0;
            for (String type : TYPES) {
                for (int i = 0; i < 3; i++) {
                    tenant.log("c-1", type, second++);
                }
            }
        }
        foreign = other.log("c-2", "ACCESS", 59);
    }

    @Test
    void noListTakesATokenOfAnother() throws Exception {
        List<String> lists = Contract.read().operations().stream()
                .filter(operation -> operation.id().startsWith("List"))
                .map(Operation::route)
                .map(route -> route.path())
                .filter(path -> path.startsWith("/orgs/{org_id}") && !path.contains("destinations"))
                .map(path -> path.substring("/orgs/{org_id}".length()).replace("{container_id}", "c-1") + "?limit=1")
                .toList();
        assertThat(lists).hasSize(7);
        for (String list : lists) {
            String next = other.client()
                    .get(other.path(list))
                    .json()
                    .path("next_token")
                    .asText();
            assertThat(next).as(list).isNotEmpty();
            String previous = other.client()
                    .get(other.path(list + "&next_token=" + next))
                    .json()
                    .path("prev_token")
                    .asText();
            for (String token : List.of(next, previous)) {
                assertThat(own.client()
                                .get(own.path(list + "&next_token=" + token))
                                .status())
                        .as(list + " " + token)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void togaisListTakesNoTokenOfAnother() throws Exception {
        String token = other.client()
                .get("/events?pageSize=1")
                .json()
                .path("nextToken")
                .asText();
        assertThat(token).isNotEmpty();

        assertThat(own.client().get("/events?pageSize=1&nextToken=" + token).status())
                .isEqualTo(400);
    }

    @Test
    void noEventIsFoundByItsIdFromElsewhere() throws Exception {
        Client waldur = own.cloud().client("Token " + own.key());
        JsonNode shown = other.client().get("/api/events/" + foreign + "/").json();
        assertThat(shown.path("id").asLong()).isPositive();
        for (String path : List.of(
                own.path("/events/" + foreign),
                own.path("/containers/c-2/events/" + foreign),
                own.path("/containers/c-1/events/" + foreign),
                "/events/" + foreign,
                "/api/events/" + foreign + "/",
                "/api/events/" + shown.path("uuid").asText() + "/",
                "/api/events/" + shown.path("id").asText() + "/")) {
            assertThat(waldur.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aContainerOfTheSameNameIsAnotherContainer() throws Exception {
        Answer events = own.client().get(own.path("/containers/c-1/events"));

        assertThat(events.json().path("events")).isNotEmpty();
        assertThat(events.text()).doesNotContain(other.org());
        assertThat(own.client().get(own.path("/containers/c-2/events")).status())
                .isEqualTo(404);
        assertThat(own.client().get(own.path("/events?container_id=c-2")).json().path("events"))
                .isEmpty();
    }

    @Test
    void noFilterReachesAnother() throws Exception {
        for (String filter : List.of("actor=joe%20of%20", "source=", "q=")) {
            Answer events = own.client().get(own.path("/events?" + filter + other.org()));
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.json().path("events")).as(filter).isEmpty();
        }
        assertThat(own.client().get("/events?account_id=" + other.org()).json().path("events"))
                .isEmpty();
        String customer = other.client()
                .get("/api/events/" + foreign + "/")
                .json()
                .at("/context/customer_uuid")
                .asText();
        assertThat(customer).isNotEmpty();
        assertThat(own.client().get("/api/events/?customer_uuid=" + customer).json())
                .isEmpty();
    }

    @Test
    void idempotencyKeysOfOrganisationsAreIndependent() throws Exception {
        String container = "/containers/c-9/events";
        Answer first = log(other, container, "{\"event_type\":\"ACCESS\",\"status\":\"FAIL\"");

        Answer second = log(own, container, "{\"event_type\":\"BLOCK\",\"status\":\"SUCCESS\"");

        assertThat(List.of(first.status(), second.status())).containsExactly(200, 200);
        assertThat(second.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.json().path("event_id")).isNotEqualTo(first.json().path("event_id"));
        assertThat(log(own, container, "{\"event_type\":\"BLOCK\",\"status\":\"SUCCESS\"")
                        .header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    private static Answer log(Tenant tenant, String container, String begin) throws Exception {
        return tenant.client()
                .send(tenant.client()
                        .request(tenant.path(container))
                        .header("Idempotency-Key", "door-3")
                        .POST(BodyPublishers.ofString(begin + ",\"timestamp\":\"2023-11-18T12:00:00Z\"}")));
    }
}
