package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventTypeTest {

    @ParameterizedTest
    @ValueSource(strings = {"ACCESS", "access", "Block", "cReAtE", "expire"})
    void ofACoreTypeIsStoredInUpperCase(String name) {
        assertThat(EventType.stored(name)).isEqualTo(name.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acceß", "expıre", "expİre", "ＡＣＣＥＳＳ", "ACCESS ", "ACCES", "", "log"})
    void ofAnyOtherNameIsStoredAsItIs(String name) {
        assertThat(EventType.stored(name)).isEqualTo(name);
    }

    @Test
    void hasSoManyCharactersNotSoManyHalfOnes() {
        assertThat(EventType.isOne("😀".repeat(64))).isTrue();
        assertThat(EventType.isOne("😀".repeat(65))).isFalse();
        assertThat(EventType.isOne("")).isFalse();
    }
}
