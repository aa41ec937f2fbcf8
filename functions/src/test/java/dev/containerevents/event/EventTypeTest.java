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
    @ValueSource(strings = {"acceß", "expıre", "expİre", "ＡＣＣＥＳＳ", "AC CESS", "ACCES", "", "log"})
    void ofAnyOtherNameIsStoredAsItIs(String name) {
        assertThat(EventType.stored(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {" Access ", "\taccess", "ACCESS\r\n", "\u00a0access\u2003", "\u3000ACCESS\u0085"})
    void isStoredWithoutWhiteSpaceAtItsEnds(String name) {
        assertThat(EventType.isOne(name)).isTrue();
        assertThat(EventType.stored(name)).isEqualTo("ACCESS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ACCESS\u200b", "\ufeffACCESS", "AC\u00adCESS", "AC\nCESS", "AC\0CESS", "\u202eACCESS", " \t "})
    void hasNoInvisibleCharacter(String name) {
        assertThat(EventType.isOne(name)).isFalse();
    }

    @Test
    void countsCodePointsNotCodeUnits() {
        assertThat(EventType.isOne("😀".repeat(128))).isTrue();
        assertThat(EventType.isOne("😀".repeat(129))).isFalse();
        assertThat(EventType.isOne("")).isFalse();
    }
}
