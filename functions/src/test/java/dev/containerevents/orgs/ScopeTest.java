package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Org;
import dev.containerevents.event.Scope;
import dev.containerevents.ledger.Log;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.EventTable;
import dev.containerevents.table.LocalTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What a viewer token with a scope reads of each operation: exactly the events of the scope.
final class ScopeTest {

    private static final LocalTable TABLE = LocalTable.streamed();
    private static final OrgApi API = new OrgApi(TABLE.events(), Org.plain("acme"));

    private static final List<String> CONTAINERS = List.of("web-1", "web-10", "web*", "org/repo x", "türme");

    /// The last two are the same in normal form.
    private static final List<String> ACTORS = List.of("joe", "Joe", "joe*", "jos\u00e9", "jose\u0301");

    private static final List<String> TYPES = List.of("ACCESS", "BLOCK", "CREATE", "EXPIRE", "login");

    static final List<Scope> SCOPES = List.of(
            new Scope("web-1", null),
            new Scope("web*", null),
            new Scope("org/repo x", null),
            new Scope("nowhere", null),
            new Scope(null, "joe"),
            new Scope(null, "jose\u0301"),
            new Scope(null, "nobody"),
            new Scope("web-1", "joe"),
            new Scope("türme", "jos\u00e9"),
            new Scope("web-1", "nobody"));

    private static List<JsonNode> events = List.of();

    @BeforeAll
    static void logEvents() {
        List<ObjectNode> sent = new ArrayList<>();
        for (int i = 0; i < CONTAINERS.size() * ACTORS.size() * TYPES.size(); i++) {
            ObjectNode event = OrgApi.MAPPER
                    .createObjectNode()
                    .put("container_id", CONTAINERS.get(i % CONTAINERS.size()))
                    .put("event_type", TYPES.get(i / 25))
                    .put("status", i % 3 == 0 ? "FAIL" : "SUCCESS")
                    .put("timestamp", String.format("2024-01-01T%02d:%02d:00Z", i / 60, i % 60));
            event.putObject("actor").put("id", ACTORS.get(i / 5 % ACTORS.size()));
            sent.add(event);
        }
        API.log(sent);
        Appending.catchUp(TABLE);
        events = API.list(ListOrgEvents::new, Map.of("limit", "1000")).events();
        assertThat(events).hasSameSizeAs(sent);
    }

    private static Predicate<JsonNode> in(Scope scope) {
        return event -> (scope.container() == null
                        || scope.container().equals(event.path("container_id").asText()))
                && (scope.actor() == null
                        || scope.equals(new Scope(
                                scope.container(), event.at("/actor/id").asText())));
    }

    private static List<String> ids(List<JsonNode> list) {
        return list.stream().map(event -> event.path("event_id").asText()).toList();
    }

    @ParameterizedTest
    @FieldSource("SCOPES")
    void listsExactlyItsEvents(Scope scope) {
        OrgApi viewer = API.within(scope);
        for (Function<EventTable, RequestStreamHandler> list : OrgApi.LISTS) {
            List<JsonNode> all = API.list(list, Map.of("limit", "1000")).events();
            List<String> expected = ids(all.stream().filter(in(scope)).toList());

            assertThat(viewer.list(list, Map.of("limit", "1000")).ids()).isEqualTo(expected);
            assertThat(viewer.walk(list, Map.of("limit", "2"))).isEqualTo(expected);
        }
        assertThat(ids(events.stream().filter(in(scope)).toList()))
                .as("the scopes are neither all empty nor everything")
                .hasSizeLessThan(events.size());
    }

    @ParameterizedTest
    @FieldSource("SCOPES")
    void appliesTheScopeToEveryFilter(Scope scope) {
        OrgApi viewer = API.within(scope);
        for (Map<String, String> filter : List.of(
                Map.of("event_type", "login BLOCK"),
                Map.of("status", "FAIL"),
                Map.of("start", "2024-01-01T01:00:00Z"),
                Map.of("status", "FAIL", "event_type", "ACCESS"))) {
            List<String> expected =
                    ids(API.list(ListOrgEvents::new, OrgApi.with(filter, "limit", "1000")).events().stream()
                            .filter(in(scope))
                            .toList());

            assertThat(viewer.walk(ListOrgEvents::new, OrgApi.with(filter, "limit", "3")))
                    .isEqualTo(expected);
            assertThat(viewer.count(TABLE.counter(), filter)
                            .body()
                            .path("count")
                            .asInt())
                    .isEqualTo(expected.size());
        }
    }

    @ParameterizedTest
    @FieldSource("SCOPES")
    void countsExactlyItsEventsHoweverTheyAreSplit(Scope scope) {
        OrgApi viewer = API.within(scope);
        long expected = events.stream().filter(in(scope)).count();
        for (Map<String, String> split : List.<Map<String, String>>of(
                Map.of(),
                Map.of("group_by", "event_type status"),
                Map.of("interval", "hour"),
                Map.of("interval", "day"))) {
            JsonNode count = viewer.count(TABLE.counter(), split).body();
            long sum = count.path("buckets")
                    .valueStream()
                    .mapToLong(bucket -> bucket.path("count").asLong())
                    .sum();

            assertThat(count.path("count").asLong()).isEqualTo(expected);
            assertThat(sum).isEqualTo(split.isEmpty() ? 0 : expected);
        }
    }

    @ParameterizedTest
    @FieldSource("SCOPES")
    void findsSingleEventsOnlyWithinIt(Scope scope) {
        OrgApi viewer = API.within(scope);
        for (JsonNode event : events.subList(0, 50)) {
            String id = event.path("event_id").asText();
            String container = event.path("container_id").asText();
            boolean isContainer = scope.container() == null || scope.container().equals(container);
            boolean isIn = in(scope).test(event);

            assertThat(viewer.getAnywhere(id).status()).isEqualTo(isIn ? 200 : 404);
            assertThat(viewer.get(container, id).status()).isEqualTo(isIn ? 200 : isContainer ? 404 : 403);
        }
    }

    /// Whether there is such a container is none of the token's business.
    @ParameterizedTest
    @FieldSource("SCOPES")
    void listsAContainerOnlyIfItIsItsOwn(Scope scope) {
        OrgApi viewer = API.within(scope);
        List<String> containers = new ArrayList<>(CONTAINERS);
        containers.add("nowhere");
        for (String container : containers) {
            OrgApi.Answer answer = viewer.listContainer(container, Map.of("limit", "1000"));
            List<String> expected = ids(events.stream()
                    .filter(in(scope))
                    .filter(event -> event.path("container_id").asText().equals(container))
                    .toList());

            if (scope.container() == null || scope.container().equals(container)) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.ids()).isEqualTo(expected);
            } else {
                assertThat(answer.status()).isEqualTo(403);
            }
        }
    }

    @Test
    void refusesToFilterByAnotherContainerOrActor() {
        OrgApi viewer = API.within(new Scope("web-1", "jos\u00e9"));
        for (Map<String, String> own : List.<Map<String, String>>of(
                Map.of("container_id", "web-1"),
                Map.of("actor", "jose\u0301"),
                Map.of("container_id", "web-1", "actor", "jos\u00e9"))) {
            assertThat(viewer.list(ListOrgEvents::new, own).ids())
                    .isEqualTo(viewer.list(ListOrgEvents::new, Map.of()).ids())
                    .isNotEmpty();
            assertThat(viewer.count(TABLE.counter(), own).status()).isEqualTo(200);
        }
        for (Map<String, String> other : List.<Map<String, String>>of(
                Map.of("container_id", "web-10"),
                Map.of("container_id", "web*"),
                Map.of("actor", "joe"),
                Map.of("container_id", "web-1", "actor", "Jos\u00e9"))) {
            for (Function<EventTable, RequestStreamHandler> list : OrgApi.LISTS) {
                assertThat(viewer.list(list, other).status()).isEqualTo(403);
            }
            assertThat(viewer.count(TABLE.counter(), other).status()).isEqualTo(403);
        }
        assertThat(viewer.listContainer("web-1", Map.of("actor", "joe")).status())
                .isEqualTo(403);
    }

    /// These tell how much the whole organisation stores.
    @ParameterizedTest
    @FieldSource("SCOPES")
    void seesNeitherTheFeedNorTheOrganisation(Scope scope) {
        assertThat(API.call(new GetOrg(new Log(TABLE.ledger()))).status()).isEqualTo(200);
        assertThat(API.call(new GetFeed(new Log(TABLE.ledger()), TABLE.events()))
                        .status())
                .isEqualTo(200);
        assertThat(API.within(scope).call(new GetOrg(new Log(TABLE.ledger()))).status())
                .isEqualTo(403);
        assertThat(API.within(scope)
                        .call(new GetFeed(new Log(TABLE.ledger()), TABLE.events()))
                        .status())
                .isEqualTo(403);
    }

    /// Reads the container's own partition, or the actor's, so others' events cost nothing.
    @Test
    void costsWhatItsOwnEventsCost() {
        for (Scope scope : List.of(new Scope("web-1", null), new Scope(null, "joe"))) {
            OrgApi.Answer page = API.within(scope).list(ListOrgEvents::new, Map.of("limit", "1"));

            assertThat(page.header("X-Consumed-Read-Units")).isEqualTo("0.5");
        }
    }

    /// A token of a page was given for one list: with another scope, it is another.
    @Test
    void refusesTheTokenOfAPageOfAnotherScope() {
        String next = API.list(ListOrgEvents::new, Map.of("limit", "1"))
                .body()
                .path("next_token")
                .asText();

        assertThat(API.within(new Scope("web-1", null))
                        .list(ListOrgEvents::new, Map.of("limit", "1", "next_token", next))
                        .status())
                .isEqualTo(400);
    }
}
