package dev.containerevents.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.EventId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CursorTest {

    private final long list = Cursor.digest(List.of("org/acme", "DESC"));
    private final Cursor cursor = new Cursor(
            EventId.parse("018be24b-7e00-7000-8000-000000000001").orElseThrow(), Cursor.Direction.NEXT, list);

    @Test
    void isReadBackFromItsToken() {
        assertThat(Cursor.of(cursor.token(), list)).contains(cursor);
    }

    @Test
    void isInvalidInAnotherList() {
        assertThat(Cursor.of(cursor.token(), Cursor.digest(List.of("org/globex", "DESC"))))
                .isEmpty();
        // Parts don't run into each other.
        assertThat(Cursor.digest(List.of("ab", "c"))).isNotEqualTo(Cursor.digest(List.of("a", "bc")));
    }

    @Test
    void rejectsGarbage() {
        String token = cursor.token();
        for (String text :
                List.of("", "x", "!", token + "A", token.substring(1), token.substring(0, 20), token + "=")) {
            assertThat(Cursor.of(text, list)).as(text).isEmpty();
        }
    }
}
