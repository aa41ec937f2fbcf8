package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.json.JsonValue;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads times as programs write them, and never guesses.
final class TimeReaderTest {

    private static final TimeReader TIMES = new TimeReader(null);

    @ParameterizedTest
    @CsvSource({
        "2023-11-18T12:00:00Z, 2023-11-18T12:00:00Z, false",
        "2023-11-18T12:00:00.5Z, 2023-11-18T12:00:00.5Z, false",
        "2023-11-18T12:00:00.250Z, 2023-11-18T12:00:00.250Z, true",
        "2023-11-18t12:00:00.123456789123z, 2023-11-18T12:00:00.123456789Z, true",
        "'2023-11-18 12:00:00,250+0100', 2023-11-18T11:00:00.250Z, true",
        "2023-11-18 12:00:00 UTC, 2023-11-18T12:00:00Z, false",
        "2023-11-18 12:00:00.000001 +0000 UTC, 2023-11-18T12:00:00.000001Z, true",
        "2023-11-18T12:00:00-02, 2023-11-18T14:00:00Z, false",
        "2023-11-18T12:00:00+23:59, 2023-11-17T12:01:00Z, false",
        "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z, false",
        "1700308800, 2023-11-18T12:00:00Z, false",
        "1700308800.25, 2023-11-18T12:00:00.25Z, false",
        "1700308800.250, 2023-11-18T12:00:00.25Z, true",
        "1.7003088E9, 2023-11-18T12:00:00Z, false",
        "1700308800250, 2023-11-18T12:00:00.250Z, true",
        "1700308800250.5, 2023-11-18T12:00:00.2505Z, true",
        "1700308800250001, 2023-11-18T12:00:00.250001Z, true",
        "1700308800250001002, 2023-11-18T12:00:00.250001002Z, true",
        "100000000, 1973-03-03T09:46:40Z, false",
        "99999999999, 5138-11-16T09:46:39Z, false",
        "100000000000, 1973-03-03T09:46:40Z, true",
        "99999999999999999999, 5138-11-16T09:46:39.999999999Z, true"
    })
    void readsATime(String text, Instant time, boolean exact) {
        assertThat(TIMES.read(new JsonValue.Text(text))).contains(new RecordTime(time, exact));
        if (text.matches("[\\d.E]+")) {
            assertThat(TIMES.read(new JsonValue.Num(text))).contains(new RecordTime(time, exact));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "99999999",
                "100000000000000000000",
                "01700308800",
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2020-09-29T08:59:26",
                "2020-09-29",
                "12:00:00",
                "2023-02-29T00:00:00Z",
                "2023-11-18T24:00:00Z",
                "Nov 18 12:00:00",
                "now",
                "1e99",
                "2023-11-18T12:00:00+24:00"
            })
    void readsNothingElse(String text) {
        assertThat(TIMES.read(new JsonValue.Text(text))).isEmpty();
    }

    @Test
    void needsTheZoneOfATimeWithoutOne() {
        TimeReader berlin = new TimeReader(ZoneId.of("Europe/Berlin"));
        assertThat(berlin.read("2020-09-29T08:59:26"))
                .contains(new RecordTime(Instant.parse("2020-09-29T06:59:26Z"), false));
        assertThat(berlin.read("2020-09-29T08:59:26Z"))
                .contains(new RecordTime(Instant.parse("2020-09-29T08:59:26Z"), false));
        // Clocks were set back, so this hour was twice, and forward, so this one never was.
        assertThat(berlin.read("2020-10-25T02:30:00")).isEmpty();
        assertThat(berlin.read("2020-03-29T02:30:00")).isEmpty();
    }

    @Test
    void readsNoOtherValue() {
        assertThat(TIMES.read(JsonValue.Literal.NULL)).isEqualTo(Optional.empty());
        assertThat(TIMES.read(JsonValue.Literal.TRUE)).isEmpty();
    }
}
