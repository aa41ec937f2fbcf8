package dev.containerevents.compat.authentik;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.compat.Calls.Answer;
import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CreateAuthentikEventTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final AuthentikOrg org = AuthentikOrg.in(TABLE);

    private Event loggedBy(String app) {
        return org.logged("{\"action\":\"login\",\"app\":\"" + app + "\"}");
    }

    private String actorOf(String user) {
        Actor actor = org.logged("{\"action\":\"login\",\"app\":\"x\",\"user\":" + user + "}")
                .details()
                .actor();
        return actor == null ? "none" : actor.text().value();
    }

    @Test
    void keepsEveryMemberThatWasSent() {
        Instant before = Instant.now().minusMillis(1);
        Event event = org.logged("{\"action\":\"login_failed\",\"app\":\"Grafana Labs\","
                + "\"user\":{\"pk\":7, \"username\":\"joe\"},\"context\":{\"message\":\"wrong password\",\"n\":1.50},"
                + "\"brand\":{\"name\":\"caf\\u00e9\"},\"client_ip\":\"2001:DB8::1\","
                + "\"expires\":\"2126-11-21T12:00:00.678Z\"}");

        assertThat(event.container().org()).isEqualTo(org.org().id());
        assertThat(event.container().id()).isEqualTo("Grafana Labs");
        assertThat(event.created()).isBetween(before, Instant.now());
        assertThat(event.id().timestamp()).isEqualTo(event.created());
        assertThat(event.details())
                .isEqualTo(Details.of(
                        "login_failed",
                        Status.FAIL,
                        Details.JOE,
                        "wrong password",
                        new JsonText("{\"app\":\"Grafana Labs\",\"user\":{\"pk\":7, \"username\":\"joe\"},"
                                + "\"brand\":{\"name\":\"caf\\u00e9\"},"
                                + "\"context\":{\"message\":\"wrong password\",\"n\":1.50}}"),
                        "2001:db8::1",
                        "Grafana Labs",
                        Instant.parse("2126-11-21T12:00:00.678Z")));
    }

    @Test
    void answersTheWholeEvent() {
        JsonNode answer = org.post(
                        "{\"action\":\"login\",\"app\":\" Grafana \",\"user\":{\"pk\":7},\"context\":{\"a\":[1]},"
                                + "\"brand\":\"b\",\"client_ip\":\"192.0.2.7\",\"expires\":\"2126-11-21T12:00:00.678Z\"}")
                .json();
        Event event = org.stored();

        assertThat(answer.toString())
                .isEqualTo(
                        "{\"pk\":\"" + event.id() + "\",\"user\":{\"pk\":7},\"action\":\"login\",\"app\":\"Grafana\","
                                + "\"context\":{\"a\":[1]},\"client_ip\":\"192.0.2.7\",\"created\":\"" + event.created()
                                + "\",\"expires\":\"2126-11-21T12:00:00.678Z\",\"brand\":\"b\"}");
    }

    @Test
    void answersItsDefaultsForWhatWasNotSent() {
        Answer answer = org.post("{\"action\":\"login\",\"app\":\"x\"}");
        Event event = org.stored();

        assertThat(answer.text())
                .isEqualTo(
                        "{\"pk\":\"" + event.id() + "\",\"user\":{},\"action\":\"login\",\"app\":\"x\",\"context\":{},"
                                + "\"client_ip\":null,\"created\":\"" + event.created() + "\",\"brand\":{}}");
        assertThat(event.details().context()).isEqualTo(new JsonText("{\"app\":\"x\"}"));
        assertThat(event.expires()).isNull();
    }

    /// authentik ignores members that it doesn't know, and those that it sets itself.
    @Test
    void ignoresMembersThatAuthentikSets() {
        Answer answer = org.post("{\"action\":\"login\",\"app\":\"x\",\"pk\":5,\"created\":\"never\",\"severity\":[]}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("pk").asText())
                .isEqualTo(org.stored().id().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "login, SUCCESS",
        "login_failed, FAIL",
        "policy_exception, FAIL",
        "property_mapping_exception, FAIL",
        "system_task_exception, FAIL",
        "system_exception, FAIL",
        "system_task_execution, SUCCESS",
        "configuration_error, SUCCESS",
        "custom_, SUCCESS",
        "access_request_denied, SUCCESS"
    })
    void derivesTheStatusFromTheAction(String action, Status status) {
        Event event = org.logged("{\"action\":\"" + action + "\",\"app\":\"x\"}");

        assertThat(event.details().type()).isEqualTo(action);
        assertThat(event.details().status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "login, true",
        "LOGIN, false",
        "custom_foo, false",
        "custom, false",
        "11184809, false",
        "ACCESS, false",
        "'', false"
    })
    void acceptsOnlyAuthentiksActions(String action, boolean known) {
        Answer answer = org.post("{\"action\":\"" + action + "\",\"app\":\"x\"}");

        assertThat(answer.status()).isEqualTo(known ? 201 : 400);
        if (!known) {
            assertThat(answer.text()).isEqualTo("{\"action\":[\"\\\"" + action + "\\\" is not a valid choice.\"]}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authentik.flows.views:executor",
                "front desk/door 2",
                "a/b",
                "a-b",
                "--- .x",
                "Überwachung",
                "a😀b",
                "日本",
                "#",
                "C:\\\\x",
                "'=1+1'",
                "..."
            })
    void namesTheContainerAfterTheApp(String app) {
        String name = app.replace("\\\\", "\\");
        Event event = loggedBy(app);

        assertThat(event.container().id()).isEqualTo(name);
        assertThat(event.details().source()).isEqualTo(name);
        assertThat(event.details().context()).isEqualTo(new JsonText("{\"app\":\"" + app + "\"}"));
        assertThat(TABLE.events().get(new Container(org.org().id(), name), event.id(), new RequestBudget()))
                .contains(event);
    }

    /// As Python does, which knows more white space than ASCII has.
    @ParameterizedTest
    @ValueSource(
            strings = {" door 2 ", "\u00a0door 2\u3000", "\\n\\tdoor 2\\r\\n", "\\u001cdoor 2\u2028", "\u0085door 2"})
    void leavesOutTheWhiteSpaceAroundTheApp(String app) {
        Event event = loggedBy(app);

        assertThat(event.container().id()).isEqualTo("door 2");
        assertThat(event.details().source()).isEqualTo("door 2");
        assertThat(event.details().context()).isEqualTo(new JsonText("{\"app\":\"" + app + "\"}"));
    }

    @Test
    void acceptsAnAppAsLongAsAContainerId() {
        String app = "a".repeat(300) + "😀".repeat(53);
        Event event = loggedBy(app);

        assertThat(event.container().id()).isEqualTo(app);
        assertThat(event.details().source()).isEqualTo("a".repeat(255));
    }

    @Test
    void acceptsANumberAsAnApp() {
        Event event = org.logged("{\"action\":\"login\",\"app\":42}");

        assertThat(event.container().id()).isEqualTo("42");
        assertThat(event.details().source()).isEqualTo("42");
        assertThat(event.details().context()).isEqualTo(new JsonText("{\"app\":42}"));
    }

    @Test
    void namesTheActorByTheFirstNameThatTheUserHas() {
        assertThat(actorOf("{\"pk\":7,\"email\":\"j@x\",\"username\":\"joe\"}")).isEqualTo("{\"id\":\"joe\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pk\":7,\"email\":\"j@x\",\"username\":\"\"} | {\"id\":\"j@x\"}",
                "{\"pk\":7,\"username\":null} | {\"id\":\"7\"}",
                "{\"pk\":\"a\\\"b\"} | {\"id\":\"a\\\"b\"}",
                "{\"pk\":{\"x\":1}} | none",
                "{\"name\":\"joe\"} | none",
                "\"joe\" | none",
                "[\"joe\"] | none",
                "7 | none",
                "{} | none"
            })
    void findsAnActorOrNone(String user, String actor) {
        assertThat(actorOf(user)).isEqualTo(actor);
    }

    @Test
    void skipsANameThatIsTooLongForAnActor() {
        assertThat(actorOf("{\"username\":\"" + "x".repeat(257) + "\",\"email\":\"" + "y".repeat(256) + "\"}"))
                .isEqualTo("{\"id\":\"" + "y".repeat(256) + "\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"door 3\"} | door 3",
                "{\"message\":3} | none",
                "{\"message\":null} | none",
                "{\"message\":\"T\ufffdr 2\"} | none",
                "{\"message\":\"T\\ufffdr 2\"} | none",
                "{\"T\ufffdr\":\"\ufffd\",\"message\":\"\\ud83d\\ude00\"} | 😀",
                "\"message\" | none",
                "[\"message\"] | none"
            })
    void usesTheMessageOfTheContextIfItIsAText(String context, String message) {
        Event event = org.logged("{\"action\":\"login\",\"app\":\"x\",\"context\":" + context + "}");

        assertThat(Objects.requireNonNullElse(event.details().message(), "none"))
                .isEqualTo(message);
        assertThat(event.details().context()).isEqualTo(new JsonText("{\"app\":\"x\",\"context\":" + context + "}"));
    }

    @Test
    void cutsALongMessage() {
        Event event = org.logged(
                "{\"action\":\"login\",\"app\":\"x\",\"context\":{\"message\":\"" + "😀".repeat(4097) + "\"}}");

        assertThat(event.details().message()).isEqualTo("😀".repeat(4096));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "' 192.0.2.7 ', 192.0.2.7",
        "fe80::1%eth0, fe80::1",
        "FE80:0:0:0:0:0:0:1%25, fe80::1",
        "2001:0DB8:0:0:0:0:0:44, 2001:db8::44",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "::ffff:192.0.2.7, 192.0.2.7",
        "::FFFF:C000:207, 192.0.2.7",
        "::ffff:192.0.2.7%eth0, 192.0.2.7",
        "64:ff9b::192.0.2.7, 64:ff9b::c000:207",
        "::192.0.2.7, ::c000:207",
        "0:0:0:0:0:0:0:0, ::"
    })
    void readsAddressesAsDjangoDoes(String sent, String stored) {
        Answer answer = org.post("{\"action\":\"login\",\"app\":\"x\",\"client_ip\":\"" + sent + "\"}");

        assertThat(answer.json().path("client_ip").asText()).isEqualTo(stored);
        assertThat(org.stored().details().clientIp()).isEqualTo(stored);
    }

    /// DynamoDB doesn't delete items that expired more than five years ago.
    @Test
    void storesAnEventThatHasExpiredAndHidesItAndHasItDeleted() {
        Instant before = Instant.now().minusSeconds(1);
        Event event = org.logged("{\"action\":\"login\",\"app\":\"x\",\"expires\":\"2001-01-01T00:00:00Z\"}");

        assertThat(event.expires()).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
        assertThat(TABLE.events().find(org.org(), event.id(), new RequestBudget()))
                .isEmpty();
        assertThat(Instant.ofEpochSecond(dueForDeletion(event.id())))
                .isBetween(before, Instant.now().plusSeconds(2));
    }

    private long dueForDeletion(EventId id) {
        return TABLE.client().scan(scan -> scan.tableName(TABLE.name())).items().stream()
                .filter(item ->
                        item.values().stream().anyMatch(value -> id.toString().equals(value.s())))
                .map(item -> Long.parseLong(
                        Objects.requireNonNull(item.get("expires")).n()))
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2126-01-01T00:00 | 2126-01-01T00:00:00Z",
                "2126-01-01 01:02:03 | 2126-01-01T01:02:03Z",
                "2126-01-01T00:00+02:00 | 2125-12-31T22:00:00Z",
                "2126-01-01T00:00:00.123456-01:30 | 2126-01-01T01:30:00.123Z",
                "0001-01-01T00:00:00Z | 0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999Z | 9999-12-31T23:59:59.999Z",
                // What Django with Python 3.11 returns for the rest.
                "2039-07-01 | 2039-07-01T00:00:00Z",
                "20390701 | 2039-07-01T00:00:00Z",
                "2039-07-01T12 | 2039-07-01T12:00:00Z",
                "2039-07-01T12:00+0100 | 2039-07-01T11:00:00Z",
                "2039-07-01T12:00:00+01 | 2039-07-01T11:00:00Z",
                "2039-07-01T12:00:00-01 | 2039-07-01T13:00:00Z",
                "2039-07-01T12:00:00,5 | 2039-07-01T12:00:00.500Z",
                "2039-07-01T12:00:00,5+0100 | 2039-07-01T11:00:00.500Z",
                "2039-07-01T12:00+23:59 | 2039-06-30T12:01:00Z",
                "2039-07-01T12:00+01:60 | 2039-07-01T10:00:00Z",
                "2039-07-01T12:00+23:59:59.999 | 2039-06-30T12:00:00.001Z",
                "20390701T120000.5Z | 2039-07-01T12:00:00.500Z",
                "2039-07-01T1200 | 2039-07-01T12:00:00Z",
                "2039-07-01x12:00:00Z | 2039-07-01T12:00:00Z",
                "2039-07-01T03:04:05.12345678901234567 | 2039-07-01T03:04:05.123Z",
                "2039-7-1 3:4 | 2039-07-01T03:04:00Z",
                "2039-7-1T3:4:5.123456789012 +0100 | 2039-07-01T02:04:05.123Z",
                "2039-07-01T12:00 Z | 2039-07-01T12:00:00Z",
                "2039-W27 | 2039-07-04T00:00:00Z",
                "2039-W27-2 | 2039-07-05T00:00:00Z",
                "2039W272T1203 | 2039-07-05T12:03:00Z",
                "2037-W53-1 | 2037-12-28T00:00:00Z"
            })
    void readsTimesAsAuthentikDoes(String sent, Instant expires) {
        assertThat(org.logged("{\"action\":\"login\",\"app\":\"x\",\"expires\":\"" + sent + "\"}")
                        .details()
                        .expires())
                .isEqualTo(expires);
    }
}
