package dev.containerevents.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.event.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A count is asked after each part whether it has spent its budget, so no part may be large.
final class StretchTest {

    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "HOUR, 1, 744",
        "HOUR, 8, 744",
        "HOUR, 105, 57",
        "HOUR, 7000, 1",
        "DAY, 0, 366",
        "DAY, 16, 366",
        "DAY, 210, 28"
    })
    void isReadInPartsOfFewCounters(Period period, int types, long periods) {
        List<Stretch> parts = new Stretch(period, BEGIN, period.plus(BEGIN, 800)).parts(types);

        Instant begin = BEGIN;
        for (Stretch part : parts) {
            assertThat(part.from()).isEqualTo(begin);
            assertThat(Duration.between(part.from(), part.until()))
                    .isLessThanOrEqualTo(Duration.between(BEGIN, period.plus(BEGIN, periods)));
            begin = part.until();
        }
        assertThat(begin).isEqualTo(period.plus(BEGIN, 800));
        assertThat(parts).hasSize((int) Math.ceilDiv(800, periods));
    }

    @Test
    void hasNoPartsWhereItIsEmpty() {
        assertThat(new Stretch(Period.HOUR, BEGIN, BEGIN).parts(1)).isEmpty();
    }
}
