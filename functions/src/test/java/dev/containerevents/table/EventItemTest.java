package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.OtherValue;
import dev.containerevents.event.RandomIds;
import dev.containerevents.event.Status;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class EventItemTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    static Stream<String> details() {
        return OtherValue.components(EventDetails.class);
    }

    /// Otherwise a member could be sent, and be missing whenever the event is read.
    @ParameterizedTest
    @MethodSource("details")
    void containsEachDetail(String component) throws ReflectiveOperationException {
        Org org = Org.plain("acme");
        EventDetails details =
                OtherValue.of(Details.of("ACCESS", Status.SUCCESS, null, null, null, null, null, null), component);
        EventId id = new RandomIds(new SecureRandom()).next(NOON);
        Event event = Event.of(id, new Container("acme", "web-1"), NOON, details, org);

        Item item = EventItem.of(event, org);

        assertThat(EventItem.read(item)).isEqualTo(event);
        assertThat(item.attributes().values())
                .as("types of attributes that StreamRecord reads")
                .extracting(AttributeValue::type)
                .isSubsetOf(AttributeValue.Type.S, AttributeValue.Type.N, AttributeValue.Type.B);
    }
}
