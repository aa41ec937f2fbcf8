package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.ContractSchemas;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each component of a record is considered wherever all of them have to be, also one that is added later.
final class RecordsOfEventsTest {

    private static final EventDetails DETAILS =
            Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null);

    /// Details of a CloudEvent, which has a source, and whose context may be data that isn't an object.
    private static final EventDetails SENT =
            Details.of("ACCESS", Status.SUCCESS, null, null, new JsonText("{\"data\":1}"), null, "door", null);

    /// What another value of `attributes` has.
    private static final Set<String> EXTENSIONS_OF_THE_SENDER = Set.of("other");

    private static final Container CONTAINER = new Container("acme", "web-1");

    /// A second before the time at which an event with another `expires` expires.
    private static final Instant NOW = Instant.EPOCH.minusSeconds(1);

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
        Event event = Event.of(EventId.FIRST, CONTAINER, Instant.EPOCH, DETAILS, Org.plain("acme"));

        assertThat(EventFilter.NONE.matches(event)).isTrue();
        assertThat(OtherValue.of(EventFilter.NONE, component).matches(event)).isFalse();
    }

    /// Otherwise a cursor of one filter would pass for another's.
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterIsPartOfTheIdentity(String component) throws ReflectiveOperationException {
        assertThat(OtherValue.of(EventFilter.NONE, component).identity()).isNotEqualTo(EventFilter.NONE.identity());
    }

    /// Otherwise a viewer token would read what its filter excludes.
    @ParameterizedTest
    @MethodSource("filters")
    void aScopeKeepsTheFilter(String component) throws ReflectiveOperationException {
        EventFilter filter = OtherValue.of(EventFilter.NONE, component);

        assertThat(Scope.ALL.narrow(filter)).isEqualTo(filter);
    }

    /// Otherwise a list by one component's index would drop another.
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterWithoutOneComponentKeepsTheOthers(String component) throws ReflectiveOperationException {
        EventFilter filter = OtherValue.of(EventFilter.NONE, component);

        assertThat(filter.withoutTypes()).isEqualTo(component.equals("types") ? EventFilter.NONE : filter);
        assertThat(filter.withoutStatus()).isEqualTo(component.equals("status") ? EventFilter.NONE : filter);
        assertThat(filter.withoutContainer()).isEqualTo(component.equals("container") ? EventFilter.NONE : filter);
        assertThat(filter.withoutActor()).isEqualTo(component.equals("actor") ? EventFilter.NONE : filter);
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
        assertThat(cloudEvent(OtherValue.of(SENT, component))).isNotEqualTo(cloudEvent(SENT));
    }

    /// As an extension it would be valid there, so nothing else notices one that is missing.
    @ParameterizedTest
    @MethodSource("details")
    void theContractHasTheAttributeInEachPlace(String component) throws ReflectiveOperationException {
        ContractSchemas contract = new ContractSchemas();
        JsonObjectReader written =
                JsonObjectReader.read(cloudEvent(OtherValue.of(SENT, component)), "event", new Faults());
        Set<String> attributes = new HashSet<>(written.names());
        attributes.removeAll(EXTENSIONS_OF_THE_SENDER);

        for (String schema : List.of("CloudEvent", "ListedCloudEvent", "FeedCloudEvent")) {
            assertThat(contract.members(schema)).as(schema).containsAll(attributes);
        }
    }

    /// Otherwise a CloudEvent would lose it on the way in.
    @ParameterizedTest
    @MethodSource("details")
    void aDetailIsReadFromACloudEvent(String component) throws ReflectiveOperationException {
        EventDetails details = OtherValue.of(SENT, component);
        Submission read = CloudEventReader.readStructured(cloudEvent(details), CONTAINER, NOW, new Faults())
                .orElseThrow();

        assertThat(read.details()).isEqualTo(details);
    }

    /// A source needs none: as a part of the key, it can't differ from that of the same event.
    static Stream<String> detailsThatMayDiffer() {
        return details().filter(component -> !component.equals("source"));
    }

    /// Otherwise a conflict with a CloudEvent in binary mode would name a member of its body.
    @ParameterizedTest
    @MethodSource("detailsThatMayDiffer")
    void aDetailHasItsHeader(String component) throws ReflectiveOperationException {
        List<String> member = SENT.differences(OtherValue.of(SENT, component));
        Submission binary = CloudEventReader.readBinary("""
            {"specversion":"1.0","id":"1","source":"door","type":"open","time":"1970-01-01T00:00:00Z"}
            """, null, CONTAINER, NOW, new Faults())
                .orElseThrow();

        assertThat(binary.origins(member)).singleElement().asString().matches("header(/ce-.+)?|body");
    }

    private static String cloudEvent(EventDetails details) {
        Event event = Event.of(EventId.FIRST, CONTAINER, Instant.EPOCH, details, Org.plain("acme"));
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
