package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.ContractSchemas;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each component of a record is considered wherever all of them have to be, also one that is added later.
final class RecordsOfEventsTest {

    private static final EventDetails DETAILS =
            Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null);

    static Stream<String> filters() {
        return OtherValue.components(EventFilter.class);
    }

    static Stream<String> details() {
        return OtherValue.components(EventDetails.class);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aFilterIsMoreThanNone(String component) throws ReflectiveOperationException {
        assertThat(OtherValue.of(EventFilter.NONE, component).isNone()).isFalse();
    }

    /// Otherwise a list would show what its filter excludes.
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterExcludesAnEventWithAnotherValue(String component) throws ReflectiveOperationException {
        Event event =
                Event.of(EventId.FIRST, new Container("acme", "web-1"), Instant.EPOCH, DETAILS, Org.plain("acme"));

        assertThat(EventFilter.NONE.matches(event)).isTrue();
        assertThat(OtherValue.of(EventFilter.NONE, component).matches(event)).isFalse();
    }

    /// Otherwise a cursor of one filter would pass for another's.
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterIsPartOfTheIdentity(String component) throws ReflectiveOperationException {
        assertThat(OtherValue.of(EventFilter.NONE, component).identity()).isNotEqualTo(EventFilter.NONE.identity());
    }

    /// Otherwise a replay with another value would pass for the same event.
    @ParameterizedTest
    @MethodSource("details")
    void aChangedDetailIsADifference(String component) throws ReflectiveOperationException {
        assertThat(DETAILS.differences(OtherValue.of(DETAILS, component))).hasSize(1);
    }

    /// Otherwise lists of CloudEvents, the feed and the bus would lack it.
    @ParameterizedTest
    @MethodSource("details")
    void aDetailIsPartOfACloudEvent(String component) throws ReflectiveOperationException {
        EventDetails details = DETAILS.withContext(new JsonText("{\"data\":1}"));

        assertThat(cloudEvent(OtherValue.of(details, component))).isNotEqualTo(cloudEvent(details));
    }

    private static String cloudEvent(EventDetails details) {
        Event event =
                Event.of(EventId.FIRST, new Container("acme", "web-1"), Instant.EPOCH, details, Org.plain("acme"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, json -> CloudEvent.write(json, event));
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Otherwise a member could be logged one by one and not in bulk.
    @Test
    void aBulkTakesTheMembersOfASingleEvent() {
        ContractSchemas contract = new ContractSchemas();

        assertThat(contract.members("BulkEvent"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(contract.members("EventCandidate").stream(), Stream.of("container_id"))
                                .toList());
    }
}
