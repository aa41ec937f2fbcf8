package dev.containerevents.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.EventFilter;
import dev.containerevents.event.OtherValue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DestinationFilterTest {

    static Stream<String> components() {
        return OtherValue.components(EventFilter.class);
    }

    /// Otherwise a destination would accept a filter and send what it excludes.
    @ParameterizedTest
    @MethodSource("components")
    void storesEachFilter(String component) throws ReflectiveOperationException {
        EventFilter filter = OtherValue.of(EventFilter.NONE, component);

        assertThat(DestinationFilter.of(DestinationFilter.text(filter))).isEqualTo(filter);
    }
}
