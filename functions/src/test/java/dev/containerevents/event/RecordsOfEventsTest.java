package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.ContractSchemas;
import dev.containerevents.json.JsonText;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each component of a record is considered wherever all of them have to be, also one that is added later.
final class RecordsOfEventsTest {

    private static final EventDetails DETAILS =
            new EventDetails("ACCESS", Status.SUCCESS, null, null, null, null, null, null);

    static Stream<String> filters() {
        return names(EventFilter.class);
    }

    static Stream<String> details() {
        return names(EventDetails.class);
    }

    private static Stream<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aFilterIsMoreThanNone(String component) throws ReflectiveOperationException {
        assertThat(with(EventFilter.NONE, component).isNone()).isFalse();
    }

    /// Otherwise a list would show what its filter excludes.
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterExcludesAnEventWithAnotherValue(String component) throws ReflectiveOperationException {
        Event event =
                Event.of(EventId.FIRST, new Container("acme", "web-1"), Instant.EPOCH, DETAILS, Org.plain("acme"));

        assertThat(EventFilter.NONE.matches(event)).isTrue();
        assertThat(with(EventFilter.NONE, component).matches(event)).isFalse();
    }

    /// Otherwise a cursor of one filter would pass for another's.
    @ParameterizedTest
    @MethodSource("filters")
    void aFilterIsPartOfTheIdentity(String component) throws ReflectiveOperationException {
        assertThat(with(EventFilter.NONE, component).identity()).isNotEqualTo(EventFilter.NONE.identity());
    }

    /// Otherwise a replay with another value would pass for the same event.
    @ParameterizedTest
    @MethodSource("details")
    void aChangedDetailIsADifference(String component) throws ReflectiveOperationException {
        assertThat(DETAILS.differences(with(DETAILS, component))).hasSize(1);
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

    /// Returns the record with another value of one component.
    private static <R extends Record> R with(R record, String component) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].getName().equals(component)
                    ? other(components[i].getType())
                    : components[i].getAccessor().invoke(record);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        @SuppressWarnings("unchecked")
        R changed = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
        return changed;
    }

    private static Object other(Class<?> type) {
        if (type == String.class) {
            return "other";
        }
        if (type == Set.class) {
            return Set.of("other");
        }
        if (type == Status.class) {
            return Status.FAIL;
        }
        if (type == Actor.class) {
            return Actor.of("other");
        }
        if (type == JsonText.class) {
            return new JsonText("{\"other\":1}");
        }
        if (type == Instant.class) {
            return Instant.EPOCH;
        }
        if (type == boolean.class) {
            return true;
        }
        throw new IllegalArgumentException("add a value of " + type);
    }
}
