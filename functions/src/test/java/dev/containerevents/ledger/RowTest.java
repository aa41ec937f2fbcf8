package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.event.Container;
import dev.containerevents.event.Details;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A row says what it was made of, and nothing else is taken for one.
final class RowTest {

    private static final Instant TIME = Instant.parse("2026-11-21T07:00:00Z");
    private static final Instant EXPIRY = Instant.parse("2027-11-21T07:00:00Z");

    private static Event event(String type, Status status) {
        return Event.of(
                EventId.parse("018be24d-5200-7c6e-a1f4-83a4feb1a8a5").orElseThrow(),
                new Container("acme", "tür 1"),
                TIME,
                Details.of(type, status, null, null, null, null, null, EXPIRY),
                Org.plain("acme"));
    }

    @Test
    void tellsOfAStoredEvent() {
        Row row = Row.stored(event("ümläut", Status.FAIL));

        assertThat(row.kind()).isEqualTo(RowKind.STORED);
        assertThat(row.id()).hasToString("018be24d-5200-7c6e-a1f4-83a4feb1a8a5");
        assertThat(row.at()).isEqualTo(TIME);
        assertThat(row.expires()).contains(EXPIRY);
        assertThat(row.container()).isEqualTo("tür 1");
        assertThat(row.type()).isEqualTo("ümläut");
        assertThat(row.status()).isEqualTo(Status.FAIL);
        assertThat(row.erased()).isEmpty();
        assertThat(row.before()).isEmpty();
    }

    @Test
    void tellsWhichMembersWereErased() {
        Row row = Row.erased(event("a", Status.FAIL), event("a", Status.FAIL), 1 << 3 | 1 << 9, TIME);

        assertThat(row.kind()).isEqualTo(RowKind.ERASED);
        assertThat(row.erased()).containsExactly("actor", "idempotency_key");
    }

    @Test
    void tellsWhatAnAlterationReplaced() {
        Row row = Row.altered(event("a", Status.FAIL), event("b", Status.SUCCESS), TIME);

        assertThat(row.type()).isEqualTo("b");
        assertThat(row.before()).contains(new Row.Before(Status.FAIL, "a"));
    }

    /// Whether it had expired stands in the bytes that a proof is about.
    @Test
    void tellsWhetherARemovedEventHadExpired() {
        assertThat(Row.removed(event("a", Status.FAIL), EXPIRY).bytes()[3]).isEqualTo((byte) 0);
        assertThat(Row.removed(event("a", Status.FAIL), EXPIRY.minusMillis(1)).bytes()[3])
                .isEqualTo((byte) 1);
    }

    @Test
    void comesBackFromAList() {
        List<Row> rows = List.of(
                Row.stored(event("a", Status.FAIL)),
                Row.altered(event("a", Status.FAIL), event("x".repeat(512), Status.SUCCESS), TIME),
                Row.removed(event("b", Status.SUCCESS), TIME));

        assertThat(Row.read(Row.list(rows))).isEqualTo(rows);
    }

    @Test
    void refusesWhatIsNoRow() {
        byte[] row = Row.altered(event("a", Status.FAIL), event("b", Status.SUCCESS), TIME)
                .bytes();
        byte[] version = row.clone();
        version[0] = 2;
        byte[] kind = row.clone();
        kind[1] = 8;

        assertThatThrownBy(() -> Row.read(version)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Row.read(kind)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Row.read(Arrays.copyOf(row, row.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        for (int length = 0; length < row.length; length++) {
            byte[] cut = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> Row.read(cut)).isInstanceOf(IllegalArgumentException.class);
            ByteBuffer list = Row.list(List.of(Row.read(row))).limit(length + 1);
            assertThatThrownBy(() -> Row.read(list)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
