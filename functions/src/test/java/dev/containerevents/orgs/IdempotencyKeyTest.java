package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Org;
import dev.containerevents.event.Retention;
import dev.containerevents.orgs.OrgApi.Answer;
import dev.containerevents.table.FaultProxy;
import dev.containerevents.table.FaultProxy.Fault;
import dev.containerevents.table.FaultProxy.Plan;
import dev.containerevents.table.LocalTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An event with a key is stored once, however often and in whatever form it is sent.
final class IdempotencyKeyTest {

    private static final String TIME = "\"timestamp\":\"2026-11-01T12:00:00Z\"";
    private static final String EVENT = "{\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"," + TIME + "}";
    private static final String FULL = """
        {"event_type":"ACCESS","status":"FAIL","timestamp":"2026-11-01T12:00:00.123Z","message":"Tür 3",
         "actor":{"id":"joe","roles":["a","b"]},"context":{"b":{"x":1,"y":[true,null,"/"]},"a":100},
         "client_ip":"192.0.2.7","source":"gate","expires":"2099-01-01T00:00:00Z"}\
        """;

    private static final LocalTable TABLE = LocalTable.fresh();

    private final OrgApi api = new OrgApi(TABLE.events(), Org.plain("acme"));

    @Test
    void answersAReplayLikeTheFirstRequest() {
        Answer first = api.create("replay", FULL, "Idempotency-Key", "k");
        JsonNode stored = api.get("replay", first.id()).body();
        Answer again = api.create("replay", FULL, "idempotency-key", "k");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.isReplay()).isFalse();
        assertThat(again.isReplay()).isTrue();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(api.get("replay", first.id()).body()).isEqualTo(stored);
        assertThat(api.listContainer("replay", Map.of()).ids()).containsExactly(first.id());
    }

    @Test
    void comparesByValueAndNotBySpelling() {
        Answer first = api.create("spelling", FULL, "Idempotency-Key", "k");
        for (String same : List.of(
                """
                {"expires":"2098-12-31T23:00:00.000000-01:00","source":"gate","client_ip":"192.0.2.7",
                 "context" : { "a":1e2, "b":{"y":[true ,null,"\\/"],"x":1.0} },"actor":{"roles":["a","b"],"id":"joe"},
                 "message":"T\\u00fcr 3","timestamp":"2026-11-01T13:00:00.1230+01:00","status":"FAIL","event_type":"access"}\
                """,
                FULL.replace("\"x\":1", "\"x\":10e-1").replace("100", "100.00"),
                FULL.replace("joe", "\\u006aoe").replace("\"b\"]", "\"\\u0062\"]"))) {
            Answer again = api.create("spelling", same, "Idempotency-Key", "k");

            assertThat(again.isReplay()).as(again.toString()).isTrue();
            assertThat(again.id()).isEqualTo(first.id());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"ACCESS\"                   | \"BLOCK\"                  | event_type",
                "\"ACCESS\"                   | \"Made-up\"                | event_type",
                "\"FAIL\"                     | \"SUCCESS\"                | status",
                "Tür 3                        | tür 3                      | message",
                "\"message\":\"Tür 3\",       | ``                         | message",
                "joe                          | Joe                        | actor",
                "\"a\",\"b\"                  | \"b\",\"a\"                | actor",
                "\"x\":1                      | \"x\":\"1\"                | context",
                "\"x\":1                      | \"x\":1.0000000000000001   | context",
                "\"x\":1,                     | ``                         | context",
                "true                         | \"true\"                   | context",
                "null                         | 0                          | context",
                "192.0.2.7                    | 192.0.2.8                  | client_ip",
                "gate                         | door                       | source",
                "2099-01-01T00:00:00Z         | 2099-01-01T00:00:00.001Z   | expires",
                ",\"expires\":\"2099-01-01T00:00:00Z\" | ``                | expires"
            })
    void namesTheMemberThatDiffers(String one, String other, String member) {
        api.create("conflict", FULL, "Idempotency-Key", "k");
        String changed = FULL.replace(one, Objects.requireNonNullElse(other, ""));
        assertThat(changed).isNotEqualTo(FULL);

        Answer conflict = api.create("conflict", changed, "Idempotency-Key", "k");

        assertThat(conflict.status()).isEqualTo(422);
        assertThat(conflict.body().path("errors").findValuesAsText("where")).containsExactly("body/" + member);
        assertThat(api.create("conflict", FULL, "Idempotency-Key", "k").isReplay())
                .isTrue();
    }

    @Test
    void namesAllMembersThatDiffer() {
        api.create("all", FULL, "Idempotency-Key", "k");
        Answer conflict =
                api.create("all", EVENT.replace("00Z", "00.123Z").replace("ACCESS", "CREATE"), "Idempotency-Key", "k");

        assertThat(conflict.body().path("errors").findValuesAsText("where"))
                .containsExactly(
                        "body/event_type",
                        "body/status",
                        "body/actor",
                        "body/message",
                        "body/context",
                        "body/client_ip",
                        "body/source",
                        "body/expires");
    }

    @Test
    void acceptsNumbersBeyondCommonTypes() {
        String huge = "{\"event_type\":\"a\",\"status\":\"FAIL\"," + TIME + ",\"context\":{\"n\":NUMBER}}";
        for (String number : List.of("1" + "0".repeat(250), "-17e307", "0e2147483648", "1e-2147483648", "-0")) {
            String sent = huge.replace("NUMBER", number);
            Answer first = api.create("huge", sent, "Idempotency-Key", number);
            Answer again = api.create("huge", sent.replace("{\"n\"", "{ \"n\""), "Idempotency-Key", number);

            assertThat(first.status()).isEqualTo(200);
            assertThat(again.isReplay()).as(number + " " + again).isTrue();
            assertThat(api.create("huge", sent.replace(":" + number, ":\"" + number + "\""), "Idempotency-Key", number)
                            .status())
                    .isEqualTo(422);
        }
    }

    @Test
    void ignoresAChangedRetention() {
        OrgApi forgetful = api.as(new Org("acme", 1, 1, new Retention(Map.of("ACCESS", 400))));
        OrgApi moreForgetful = api.as(new Org("acme", 1, 1, new Retention(Map.of("*", 1))));
        Answer first = forgetful.create("retention", EVENT, "Idempotency-Key", "k");
        JsonNode stored = api.get("retention", first.id()).body();

        assertThat(moreForgetful
                        .create("retention", EVENT, "Idempotency-Key", "k")
                        .isReplay())
                .isTrue();
        assertThat(api.create("retention", EVENT, "Idempotency-Key", "k").isReplay())
                .isTrue();
        assertThat(stored.has("expires")).isTrue();
        assertThat(api.get("retention", first.id()).body()).isEqualTo(stored);
    }

    @Test
    void treatsAnotherTimeContainerOrganisationOrKeyAsAnotherEvent() {
        List<Answer> answers = List.of(
                api.create("one", EVENT, "Idempotency-Key", "k"),
                api.create("one", EVENT.replace("00Z", "00.001Z"), "Idempotency-Key", "k"),
                api.create("two", EVENT, "Idempotency-Key", "k"),
                api.as(Org.plain("globex")).create("one", EVENT, "Idempotency-Key", "k"),
                api.create("one", EVENT, "Idempotency-Key", "K"),
                api.create("one", EVENT),
                api.create("one", EVENT));

        assertThat(answers).noneMatch(Answer::isReplay).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(Answer::id)).doesNotHaveDuplicates();
    }

    @Test
    void derivesTheKeysOfABulkFromTheRequestsKey() {
        String event = "{\"container_id\":\"bulk-key\"," + EVENT.substring(1);
        String own = "{\"idempotency_key\":\"own\"," + event.substring(1);
        String bulk = OrgApi.bulk(List.of(event, event, own));

        Answer first = api.createAll(bulk, "Idempotency-Key", "K");
        Answer again = api.createAll(bulk, "Idempotency-Key", "K");
        Answer lines = api.createAll(
                String.join("\n", event, event, own), "Idempotency-Key", "K", "Content-Type", "application/x-ndjson");

        assertThat(first.results()).noneMatch(result -> result.path("replayed").asBoolean());
        assertThat(again.results()).allMatch(result -> result.path("replayed").asBoolean());
        assertThat(ids(again)).isEqualTo(ids(first)).isEqualTo(ids(lines)).doesNotHaveDuplicates();
        assertThat(api.create("bulk-key", EVENT, "Idempotency-Key", "K/1").id())
                .isEqualTo(ids(first).get(1));
        assertThat(api.create("bulk-key", EVENT, "Idempotency-Key", "own").id())
                .isEqualTo(ids(first).get(2));
        assertThat(api.listContainer("bulk-key", Map.of()).ids()).hasSize(3);
    }

    private static List<String> ids(Answer bulk) {
        return bulk.results().stream()
                .map(result -> result.path("event_id").asText())
                .toList();
    }

    @Test
    void usesSourceAndIdOfACloudEventAsItsKey() {
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"gate\",\"type\":\"ACCESS\","
                + "\"subject\":\"cloud\",\"time\":\"2026-11-01T12:00:00Z\"}";
        String type = "application/cloudevents+json";
        Answer first = api.create("cloud", event, "Content-Type", type);

        assertThat(api.create("cloud", event, "Content-Type", type).isReplay()).isTrue();
        assertThat(api.createAll("[" + event + "]", "Content-Type", "application/cloudevents-batch+json")
                        .results()
                        .getFirst()
                        .path("replayed")
                        .asBoolean())
                .isTrue();
        assertThat(api.create("cloud", event.replace("ACCESS", "BLOCK"), "Content-Type", type)
                        .status())
                .isEqualTo(422);
        Set<String> ids = Set.of(
                first.id(),
                api.create("cloud", event.replace("gate", "door"), "Content-Type", type)
                        .id(),
                api.create("cloud", event.replace("\"1\"", "\"2\""), "Content-Type", type)
                        .id(),
                api.create("cloud", EVENT, "Idempotency-Key", "1").id());
        assertThat(api.listContainer("cloud", Map.of()).ids()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void storesEachEventOnceThoughManyClientsSendIt() {
        OrgApi crowd = api.as(Org.plain("crowd"));
        Set<String> created = ConcurrentHashMap.newKeySet();

        Parallel.run(32, client -> {
            for (int i = 0; i < 60; i++) {
                // Each begins at another event, so that they meet at all of them.
                int number = (i + client * 2) % 60;
                Answer answer = crowd.create("c-" + number % 7, EVENT, "Idempotency-Key", "key-" + number);
                assertThat(answer.status()).isEqualTo(200);
                if (!answer.isReplay()) {
                    assertThat(created.add(answer.id())).as("created once").isTrue();
                }
            }
        });

        assertThat(crowd.walk(ListOrgEvents::new, Map.of("limit", "1000")))
                .hasSize(60)
                .containsExactlyInAnyOrderElementsOf(created);
    }

    @Test
    void storesOnceAnEventThatIsRepeatedAfterALostResponse() {
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint())) {
            OrgApi unlucky = new OrgApi(TABLE.through(proxy).events(), Org.plain("unlucky"));
            proxy.plan(Plan.everyNth(2, Fault.CUT_AFTER).ofWrites());
            Parallel.run(8, client -> {
                String key = "key-" + client;
                Answer answer = unlucky.create("c-1", EVENT, "Idempotency-Key", key);
                for (int tries = 1; answer.status() == 503 && tries < 20; tries++) {
                    answer = unlucky.create("c-1", EVENT, "Idempotency-Key", key);
                }
                assertThat(answer.status()).isEqualTo(200);
            });
            proxy.plan(Plan.always(Fault.CUT_AFTER));
            assertThat(unlucky.create("c-1", EVENT, "Idempotency-Key", "lost").status())
                    .isEqualTo(503);
            proxy.plan(Plan.always(Fault.PASS));
            assertThat(unlucky.create("c-1", EVENT, "Idempotency-Key", "lost").isReplay())
                    .isTrue();

            assertThat(unlucky.walk(ListOrgEvents::new, Map.of()).stream().collect(Collectors.toSet()))
                    .hasSize(9);
            assertThat(unlucky.walk(ListOrgEvents::new, Map.of())).hasSize(9);
        }
    }
}
