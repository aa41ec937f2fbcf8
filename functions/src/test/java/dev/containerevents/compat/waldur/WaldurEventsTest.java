package dev.containerevents.compat.waldur;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import dev.containerevents.stream.Appending;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Waldur's endpoints show, find and reject.
final class WaldurEventsTest {

    private static final String UUID = "018be24b7e0070008000000000000001";
    private static final String ACME = "2ecc93a9e602597fbae97c0000ab50a7";

    private final Org acme = Org.plain("acme");
    private final LocalTable table = LocalTable.fresh();
    private final WaldurApi api = new WaldurApi(table, acme);
    private final List<Event> stored = new ArrayList<>();

    @Test
    void fillsTheContextWithoutTouchingWhatWasSent() {
        put(UUID, "{ \"big\":12345678901234567890.10, \"status\":7 }", null);

        String context = api.retrieve(UUID, "").text().replaceFirst(".*\"context\":", "");

        assertThat(context)
                .startsWith("{\"big\":12345678901234567890.10, \"status\":7,\"customer_uuid\":\"" + ACME + "\"")
                .contains("\"user_username\":\"joe\"", "\"ip_address\":\"192.0.2.7\"", "\"app\":\"gate\"")
                .doesNotContain("SUCCESS");
    }

    /// A null in the context is a member that was sent, so nothing replaces it.
    @Test
    void doesNotReplaceANullOfTheContext() {
        put(UUID, "{\"customer_uuid\":null,\"user_uuid\":null}", null);

        assertThat(api.retrieve(UUID, "").text()).contains("\"customer_uuid\":null,");
        assertThat(api.list("customer_uuid=" + ACME).uuids()).isEmpty();
        assertThat(api.list("scope=/api/customers/" + ACME + "/").uuids()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/repo x",
                "C:\\x",
                "a\"b",
                "ns/pods/é😀",
                "{a}",
                "arn:aws:s3:::x",
                "joe@example.com",
                "a%2Fb",
                "#"
            })
    void showsAndFindsAContainerOfAnyName(String container) {
        putInto(UUID, new Container("acme", container));
        putInto("018be24b7e0070018000000000000002", new Container("acme", container + "2"));

        String uuid = api.retrieve(UUID, "").body().at("/context/project_uuid").asText();
        assertThat(api.retrieve(UUID, "").body().at("/context/container_id").asText())
                .isEqualTo(container);
        assertThat(api.list("project_uuid=" + uuid).uuids()).containsExactly(UUID);
        assertThat(api.list("scope=https://waldur.example.com/api/projects/" + uuid + "/")
                        .uuids())
                .containsExactly(UUID);
    }

    private void putInto(String uuid, Container container) {
        EventDetails details = Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null);
        EventId id = WaldurUuid.eventId(uuid).orElseThrow();
        table.events().put(Event.of(id, container, id.timestamp(), details, acme), acme, new RequestBudget());
    }

    @Test
    void doesNotChangeIdsThatAreUuids() {
        assertThat(WaldurUuid.of("D9428888-122B-41E1-B85C-61CD3CBB3210")).isEqualTo("d9428888122b41e1b85c61cd3cbb3210");
        assertThat(WaldurUuid.of("acme")).isEqualTo(ACME);
    }

    @ParameterizedTest
    @CsvSource({
        "customer_uuid=2ecc93a9-e602-597f-bae9-7c0000ab50a7, 1",
        "customer_uuid=2ECC93A9E602597FBAE97C0000AB50A7, 1",
        "customer_uuid=d9428888122b41e1b85c61cd3cbb3210, 1",
        "customer_uuid=d9428888122b41e1b85c61cd3cbb3211, 0",
        "user_uuid=d9428888122b41e1b85c61cd3cbb3212, 0",
        "pat_uuid=d9428888122b41e1b85c61cd3cbb3213, 1",
        "auth_method=oauth, 1",
        "auth_method=saml, 0",
        "scope=https://waldur.example.com/api/customers/2ecc93a9e602597fbae97c0000ab50a7/, 1",
        "scope=/api/customers/2ecc93a9e602597fbae97c0000ab50a7/, 1",
        "scope=/api/openstack-instances/2ecc93a9e602597fbae97c0000ab50a7/, 0",
        "message=DOOR, 2",
        "message=window, 0",
        "message=, 2",
        "event_type=, 0",
        "event_type=%20, 0",
        "event_type=&event_type=ACCESS, 2",
        "event_type=&message=door, 0",
        "feature=, 0",
        "feature=%20, 0",
        "feature=&event_type=ACCESS, 0",
        "feature=&feature=containers, 2",
        "event_type=access, 2",
        "event_type=access&event_type=other, 2",
        "event_type=BLOCK, 0",
        "feature=containers, 2",
        "feature=containers&event_type=BLOCK, 0",
        "feature=openstack_router, 0",
        "feature=openstack_router&message=door, 0",
        "created_from=1700308680, 2",
        "created_from=1700308680.9, 2",
        "created_from=1700308681, 0",
        "created_to=1700308680.9, 0",
        "created_to=1700308681, 2",
        "created_from=1700308681&created_to=1700308680, 0",
        "created_from=-1e3&created_to=99999999999.9, 2",
        "strat=1, 2",
    })
    void findsAndCountsByEachParameter(String query, int expected) {
        put(UUID, null, null);
        put(
                "018be24b7e0070018000000000000002",
                "{\"customer_uuid\":\"d9428888-122b-41e1-b85c-61cd3cbb3210\",\"user_uuid\":7,"
                        + "\"pat_uuid\":\"d9428888122b41e1b85c61cd3cbb3213\",\"auth_method\":\"oauth\"}",
                null);
        count();

        WaldurApi.Answer list = api.list(query);

        assertThat(list.status()).as(list.text()).isEqualTo(200);
        assertThat(list.uuids()).hasSize(expected);
        assertThat(list.total()).isEqualTo(expected);
        assertThat(api.count(query).body().path("count").asInt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "created_from=x|{\"created_from\":[\"Enter a number.\"]}",
                "created_to=NaN|{\"created_to\":[\"Enter a number.\"]}",
                "created_from=100000000000|{\"created_from\":[\"Value \\\"100000000000\\\" should be valid UNIX"
                        + " timestamp.\"]}",
                "created_to=1700308680000.5|{\"created_to\":[\"Value \\\"1700308680000.5\\\" should be valid UNIX"
                        + " timestamp.\"]}",
                "created_to=9e99|{\"created_to\":[\"Value \\\"9e99\\\" should be valid UNIX timestamp.\"]}",
                "created_from=-1e11|{\"created_from\":[\"Value \\\"-1e11\\\" should be valid UNIX timestamp.\"]}",
                "user_uuid=x|{\"user_uuid\":[\"Enter a valid UUID.\"]}",
                "related_user_uuid=x|{\"related_user_uuid\":[\"Enter a valid UUID.\"]}",
                "o=created&o=x|{\"o\":[\"Select a valid choice. x is not one of the available choices.\"]}",
                "scope=acme|{\"scope\":[\"Invalid hyperlink - No URL match.\"]}",
            })
    void refusesInDjangosWords(String query, String refusal) {
        WaldurApi.Answer answer = api.list(query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo(refusal);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void usesTheLastOrderAndItsFirstName() {
        put(UUID, null, null);
        put("018be24b7e0070018000000000000002", null, null);

        assertThat(api.list("o=-created&o=created").uuids()).first().isEqualTo(UUID);
        assertThat(api.list("o=created&o=-created,created").uuids()).last().isEqualTo(UUID);
        assertThat(api.list("").uuids()).last().isEqualTo(UUID);
    }

    @Test
    void showsTheFieldsThatAreAskedForAndAllIfNoneIsKnown() {
        put(UUID, null, null);

        assertThat(api.retrieve(UUID, "field=uuid&field=nonsense").text()).isEqualTo("{\"uuid\":\"" + UUID + "\"}");
        assertThat(api.list("field=event_type").text()).isEqualTo("[{\"event_type\":\"ACCESS\"}]");
        assertThat(api.list("field=nonsense").body().path(0).size()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "2", "1.0", "99999999999999999999"})
    void hasNoSuchPage(String page) {
        put(UUID, null, null);

        WaldurApi.Answer answer = api.list("page=" + page);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Invalid page.\"}");
    }

    @Test
    void linksToPagesAndDropsTheFirstNumber() {
        for (int i = 1; i <= 3; i++) {
            put("018be24b7e007000800000000000000" + i, null, null);
        }
        count();

        WaldurApi.Answer middle = api.list("page=2&page_size=1&o=-created,created");

        assertThat(middle.header("Link"))
                .isEqualTo("<https://api.example.com/v1/api/events/?page_size=1&o=-created%2Ccreated>; rel=\"first\","
                        + " <https://api.example.com/v1/api/events/?page_size=1&o=-created%2Ccreated>;"
                        + " rel=\"prev\","
                        + " <https://api.example.com/v1/api/events/?page_size=1&o=-created%2Ccreated&page=3>;"
                        + " rel=\"next\","
                        + " <https://api.example.com/v1/api/events/?page_size=1&o=-created%2Ccreated&page=3>;"
                        + " rel=\"last\"");
        assertThat(api.list("page=last&page_size=2").uuids()).containsExactly(UUID);
        assertThat(api.headOfList("page_size=1").total()).isEqualTo(3);
        assertThat(api.headOfList("page_size=1").text()).isEmpty();
    }

    @Test
    void findsByNumberUnlessSeveralShareIt() {
        put(UUID, null, null);
        long number = api.retrieve(UUID, "").body().path("id").asLong();
        assertThat(api.retrieve("" + number, "").body().path("uuid").asText()).isEqualTo(UUID);
        assertThat(api.retrieve("" + (number + 1), "").status()).isEqualTo(404);

        put("018be24b7e0070008000000000000002", null, null);

        assertThat(api.retrieve("" + number, "").status()).isEqualTo(404);
        assertThat(api.retrieve("" + number, "").text()).contains("uuid");
        assertThat(api.retrieve(UUID, "").status()).isEqualTo(200);
    }

    @Test
    void neverUsesTheNumberOfAnExpiredEventForAnother() {
        put(UUID, null, Instant.parse("2024-01-01T00:00:00Z"));
        put("018be24b7e0070008000000000000002", null, null);
        long number = WaldurId.of(WaldurUuid.eventId(UUID).orElseThrow()).orElseThrow();

        assertThat(api.retrieve("" + number, "").status()).isEqualTo(404);
    }

    @Test
    void hasNoNumberOnceItWouldBeTooLarge() {
        EventId before = EventId.floor(Instant.parse("2039-09-07T15:47:35.551Z"));
        EventId after = EventId.floor(Instant.parse("2039-09-07T15:47:35.552Z"));

        assertThat(WaldurId.of(before)).isEqualTo(OptionalLong.of((1L << 53) - 4096));
        assertThat(WaldurId.of(after)).isEmpty();
    }

    @Test
    void expiredEventKeepsItsPlaceAndIsNotShown() {
        put(UUID, null, Instant.parse("2024-01-01T00:00:00Z"));
        put("018be24b7e0070018000000000000002", null, null);
        count();

        WaldurApi.Answer list = api.list("page_size=1");

        assertThat(list.total()).isEqualTo(2);
        assertThat(list.uuids()).containsExactly("018be24b7e0070018000000000000002");
        assertThat(api.list("page_size=1&page=2").uuids()).isEmpty();
        assertThat(api.list("message=door").uuids()).hasSize(1);
    }

    @Test
    void groupsWhatWasLogged() {
        put(UUID, null, null);
        put("login_failed", "018be24b7e0070018000000000000002");
        put("backup.done", "018be24b7e0070018000000000000003");
        count();

        assertThat(api.groups().text())
                .isEqualTo("{\"containers\":[\"ACCESS\",\"BLOCK\",\"CREATE\",\"EXPIRE\"],\"auth\":[\"login_failed\"],"
                        + "\"other\":[\"backup.done\"]}");
        assertThat(api.list("feature=other").uuids()).containsExactly("018be24b7e0070018000000000000003");
        assertThat(api.list("feature=other&feature=auth").uuids()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_type=ACCESS",
                "event_type=backup.done",
                "event_type=nothing.else&event_type=backup.done",
                "event_type=login_failed",
                "feature=containers",
                "feature=auth",
                "feature=auth&o=created",
                "feature=auth&created_from=1700308680"
            })
    void showsAnEventBeforeItIsCounted(String query) {
        put(UUID, null, null);
        put("login_failed", "018be24b7e0070018000000000000002");
        put("backup.done", "018be24b7e0070018000000000000003");

        WaldurApi.Answer list = api.list(query);

        assertThat(list.uuids()).hasSize(1);
        assertThat(list.total()).isEqualTo(1);
        assertThat(api.headOfList(query).total()).isEqualTo(1);
    }

    @Test
    void pagesThroughEventsThatAreNotYetCounted() {
        for (int i = 0; i < 5; i++) {
            put("backup.done", "018be24b7e007000800000000000000" + i);
        }
        count();
        for (int i = 5; i < 8; i++) {
            put("backup.done", "018be24b7e007000800000000000000" + i);
        }

        WaldurApi.Answer first = api.list("event_type=backup.done&page_size=6");
        assertThat(first.uuids()).hasSize(6).first().isEqualTo("018be24b7e0070008000000000000007");
        assertThat(first.total()).isGreaterThanOrEqualTo(6);
        WaldurApi.Answer second = api.list("event_type=backup.done&page_size=6&page=2");
        assertThat(second.uuids())
                .containsExactly("018be24b7e0070008000000000000001", "018be24b7e0070008000000000000000");
        assertThat(second.total()).isEqualTo(8);
        assertThat(api.list("event_type=backup.done&page_size=6&page=3").status())
                .isEqualTo(404);
    }

    /// Otherwise, each look at a rare type would read a whole log.
    @Test
    void looksForEventsThatAreNotCountedAmongTheFirstOnesOnly() {
        String context = "{\"filling\":\"" + "x".repeat(30_000) + "\"}";
        put("backup.done", "018be24b7e0070008000000000000000");
        for (int i = 1; i < 100; i++) {
            put("018be24b7e007000800000000000%04x".formatted(i), context, null);
        }

        WaldurApi.Answer newest = api.list("event_type=backup.done");
        WaldurApi.Answer oldest = api.list("event_type=backup.done&o=created");

        assertThat(newest.status()).isEqualTo(200);
        assertThat(newest.uuids()).isEmpty();
        assertThat(newest.units()).isBetween(64.0, 300.0);
        assertThat(oldest.uuids()).hasSize(1);
    }

    @Test
    void asksForANarrowerRangeIfAFilterWouldReadTooMuch() {
        String context = "{\"filling\":\"" + "x".repeat(30_000) + "\"}";
        for (int i = 0; i < 200; i++) {
            put("018be24b7e007000800000000000%04x".formatted(i), context, null);
        }

        for (WaldurApi.Answer answer : List.of(api.list("message=window"), api.count("message=window"))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("detail").asText()).contains("narrower range");
        }
        assertThat(api.list("page_size=300").status()).isEqualTo(400);
        assertThat(api.list("page_size=20").uuids()).hasSize(20);
    }

    private void put(String type, String uuid) {
        store(uuid, Details.of(type, Status.SUCCESS, null, null, null, null, null, null));
    }

    private void put(String uuid, @Nullable String context, @Nullable Instant expires) {
        store(
                uuid,
                Details.of(
                        "ACCESS",
                        Status.SUCCESS,
                        Details.JOE,
                        "door 3",
                        context == null ? null : new JsonText(context),
                        "192.0.2.7",
                        "gate",
                        expires));
    }

    private void store(String uuid, EventDetails details) {
        EventId id = WaldurUuid.eventId(uuid).orElseThrow();
        Event event = Event.of(id, new Container("acme", "c-1"), id.timestamp(), details, acme);
        table.events().put(event, acme, new RequestBudget());
        stored.add(event);
    }

    /// Counts all events.
    private void count() {
        Appending.append(table, stored, 1);
    }
}
