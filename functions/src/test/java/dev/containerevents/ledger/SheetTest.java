package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Tally;
import dev.containerevents.table.SheetKey;
import dev.containerevents.table.SheetKey.Kind;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What a sheet holds after it was stored.
final class SheetTest {

    private static SheetKey key(Kind kind, int part, String start) {
        return new SheetKey("acme", null, kind, part, Instant.parse(start));
    }

    private static Effect effect(String time, long success, long fail) {
        return new Effect(Instant.parse(time), "t", new Tally(success, fail));
    }

    @Test
    void keepsEveryCounter() {
        Sheet month = Sheet.empty(key(Kind.MONTH, 1, "2024-12-01T00:00:00Z"));
        month.add(effect("2024-12-01T00:00:00Z", 1, 0), 16);
        month.add(effect("2024-12-31T23:59:59.999Z", 3_000_000_000L, -200), 31);
        month.add(effect("2024-12-31T23:59:59.999Z", 1, 0), 31);
        month.add(effect("2024-12-02T00:00:00Z", 5, 0), 31);
        month.add(effect("2024-12-02T00:00:00Z", -5, 0), 31);

        Sheet read = Sheet.read(month.write(70));

        assertThat(read.upto()).isEqualTo(70);
        assertThat(read.replaced()).isEqualTo(OptionalLong.of(70));
        assertThat(read.tally(0, 0)).isEqualTo(new Tally(1, 0));
        assertThat(read.tally(15, 30)).isEqualTo(new Tally(3_000_000_001L, -200));
        assertThat(read.tally(15, 1)).isEqualTo(Tally.ZERO);
        assertThat(read.names()).isEmpty();
    }

    @Test
    void knowsTheTypesAndTheTimesOfAllEvents() {
        Sheet ever = Sheet.empty(key(Kind.EVER, 0, "1970-01-01T00:00:00Z"));
        ever.names(List.of("ACCESS", "ümläut"));
        ever.add(effect("2024-12-02T00:00:00Z", 2, 1), 1);
        ever.add(effect("2023-12-02T00:00:00Z", 2, 1), Types.NONE);
        ever.stored(Instant.parse("2025-01-01T00:00:00.123Z"));

        Sheet read = Sheet.read(ever.write(7));

        assertThat(read.names()).containsExactly("ACCESS", "ümläut");
        assertThat(read.earliest()).isEqualTo("2023-12-02T00:00:00Z");
        assertThat(read.latest()).isEqualTo("2024-12-02T00:00:00Z");
        assertThat(read.newest()).isEqualTo("2025-01-01T00:00:00.123Z");
        assertThat(read.tally(1, 0)).isEqualTo(new Tally(2, 1));
        assertThat(read.tally(Sheet.OTHERS, 0)).isEqualTo(new Tally(2, 1));
    }

    /// A day of five types, each in each hour, and a month of them, each on each day.
    @Test
    void isSmall() {
        Sheet day = Sheet.empty(key(Kind.DAY, 0, "2024-12-01T00:00:00Z"));
        Sheet month = Sheet.empty(key(Kind.MONTH, 0, "2024-12-01T00:00:00Z"));
        for (int type = 0; type < 5; type++) {
            for (int hour = 0; hour < 24; hour++) {
                day.add(effect("2024-12-01T%02d:00:00Z".formatted(hour), 20, 2), type);
            }
            for (int date = 1; date <= 31; date++) {
                month.add(effect("2024-12-%02dT00:00:00Z".formatted(date), 500, 40), type);
            }
        }

        assertThat(day.write(1).content().remaining()).isLessThan(300);
        assertThat(month.write(1).content().remaining()).isLessThan(520);
    }
}
