package dev.containerevents.compat.togai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Actor;
import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import dev.containerevents.json.JsonText;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TogaiEventTest {

    private static final EventId ID =
            EventId.parse("018be24d-5200-7c6e-a1f4-83a4feb1a8a5").orElseThrow();

    private static Event event(@Nullable Actor actor, @Nullable String message, @Nullable String context) {
        return Event.of(
                ID,
                new Container("acme", "web-1"),
                ID.timestamp(),
                Details.of(
                        "door.opened",
                        Status.FAIL,
                        actor,
                        message,
                        context == null ? null : new JsonText(context),
                        "192.0.2.7",
                        "gatehouse",
                        null),
                Org.plain("acme"));
    }

    private static Map<String, String> dimensions(String context) {
        return TogaiEvent.of(event(null, null, context), TogaiDialect.PYTHON_1_0_2)
                .dimensions();
    }

    @Test
    void showsEachMemberWhereTogaisClientsExpectIt() {
        Actor joe = new Actor("joe", new JsonText("{\"id\":\"joe\",\"badge\":7}"));

        assertThat(TogaiEvent.of(event(joe, "door 3", "{\"floor\":\"two\"}"), TogaiDialect.PYTHON_1_0_2))
                .isEqualTo(new TogaiEvent(
                        "door.opened",
                        "018be24d-5200-7c6e-a1f4-83a4feb1a8a5",
                        "2023-11-18T12:00:00Z",
                        "acme",
                        Map.of(
                                "status", "FAIL",
                                "container_id", "web-1",
                                "user", "joe",
                                "client_ip", "192.0.2.7",
                                "source", "gatehouse",
                                "message", "door 3",
                                "floor", "two")));
    }

    @Test
    void leavesOutWhatIsMissing() {
        assertThat(TogaiEvent.of(event(null, null, null), TogaiDialect.PYTHON_1_0_2)
                        .dimensions())
                .containsOnlyKeys("status", "container_id", "client_ip", "source");
    }

    @Test
    void showsScalarsOfTheContextAsTheirText() {
        assertThat(
                        dimensions(
                                "{\"n\":1.50,\"big\":12345678901234567890,\"e\":1e400,\"yes\":true,\"no\":false,"
                                        + "\"none\":null,\"list\":[1,\"x\"],\"object\":{\"inner\":\"y\"},\"empty\":\"\",\"last\":\"ü\"}"))
                .containsAllEntriesOf(Map.of(
                        "n", "1.50",
                        "big", "12345678901234567890",
                        "e", "1e400",
                        "yes", "true",
                        "no", "false",
                        "empty", "",
                        "last", "ü"))
                .doesNotContainKeys("none", "list", "object", "inner");
    }

    @Test
    void keepsItsOwnNamesToItself() {
        assertThat(dimensions("{\"status\":\"fine\",\"user\":\"eve\",\"message\":\"m\",\"source\":\"s\","
                        + "\"container_id\":\"c\",\"client_ip\":\"::1\"}"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "status", "FAIL",
                        "container_id", "web-1",
                        "client_ip", "192.0.2.7",
                        "source", "gatehouse"));
    }

    @Test
    void leavesOutWhatIsLongerThanAClientReads() {
        String name = "n".repeat(50);
        String value = "😀".repeat(255);

        assertThat(dimensions("{\"" + name + "\":\"kept\",\"" + name + "n\":\"not\",\"v\":\"" + value + "\",\"w\":\""
                        + value + "x\"}"))
                .containsEntry(name, "kept")
                .containsEntry("v", value)
                .doesNotContainKeys(name + "n", "w");
        Actor actor = new Actor("a".repeat(256), new JsonText("{}"));
        assertThat(TogaiEvent.of(event(actor, null, null), TogaiDialect.PYTHON_1_0_2)
                        .dimensions())
                .doesNotContainKey("user");
    }

    @Test
    void showsTheBeginningOfALongContainer() {
        Event event = Event.of(
                ID,
                new Container("acme", "org/repo x" + "é".repeat(251)),
                ID.timestamp(),
                Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null),
                Org.plain("acme"));

        assertThat(TogaiEvent.of(event, TogaiDialect.PYTHON_1_0_2).dimensions())
                .containsEntry("container_id", "org/repo x" + "é".repeat(245));
    }

    @Test
    void truncatesAMessageBetweenCharacters() {
        assertThat(TogaiEvent.of(event(null, "m" + "😀".repeat(300), null), TogaiDialect.PYTHON_1_0_2)
                        .dimensions())
                .containsEntry("message", "m" + "😀".repeat(254));
    }

    /// A context is kept as it was spelled, so it may contain what can't be written as UTF-8.
    @Test
    void leavesOutHalfACharacter() {
        assertThat(dimensions("{\"half\":\"\\ud800\",\"low\":\"x\\udc00\",\"whole\":\"\\ud83d\\ude00\"}"))
                .containsEntry("whole", "😀")
                .hasSize(5);
    }
}
