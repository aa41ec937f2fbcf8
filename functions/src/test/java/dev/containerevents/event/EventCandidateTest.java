package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventCandidateTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void keepsWhatWasSentToTheLetter() {
        String context = "{ \"z\" : 1.50e3,\n \"a\":[123456789012345678901234567890 , \"\\u00e9\"] }";
        String actor = "{\"id\":\"joe\", \"since\" :  2020}";
        EventCandidate candidate = read("{\"context\":" + context + ",\"actor\" : " + actor
                + ",\"event_type\":\"access\",\"status\":\"FAIL\",\"timestamp\":\"2023-11-18T13:00:00.1239+01:00\"}");

        assertThat(candidate.timestamp()).isEqualTo("2023-11-18T12:00:00.123Z");
        assertThat(candidate.details().type()).isEqualTo("ACCESS");
        assertThat(candidate.details().context()).isEqualTo(new JsonText(context));
        assertThat(candidate.details().actor()).isEqualTo(new Actor("joe", new JsonText(actor)));
    }

    @Test
    void keepsOtherTypesAsSent() {
        assertThat(read("{\"event_type\":\"Badge.Printed\",\"status\":\"SUCCESS\"}")
                        .details()
                        .type())
                .isEqualTo("Badge.Printed");
    }

    @Test
    void namesEveryFaultAtOnce() {
        List<Fault> faults = faults(
                "{\"event_type\":\"\",\"timestamp\":\"now\",\"actor\":{\"id\":7},\"message\":1,"
                        + "\"context\":[],\"client_ip\":\"127.1\",\"source\":\"\",\"expires\":\"2020-01-01T00:00:00Z\",\"mesage\":2}");

        assertThat(faults)
                .extracting(Fault::where)
                .containsExactlyInAnyOrder(
                        "body/event_type",
                        "body/status",
                        "body/timestamp",
                        "body/actor/id",
                        "body/message",
                        "body/context",
                        "body/client_ip",
                        "body/source",
                        "body/expires",
                        "body/mesage");
    }

    @Test
    void saysOnceThatABodyIsUnreadable() {
        for (String body : List.of("", "null", "[]", "{", "{}{}", "\"x\"", "{\"a\":1,\"a\":2}", "\ud800")) {
            assertThat(faults(body)).as(body).extracting(Fault::where).containsExactly("body");
        }
    }

    @Test
    void takesAnExpiryAHundredYearsAheadAndNothingElse() {
        assertThat(faults(at("EXPIRE", "2126-11-21T11:00:00Z"))).isEmpty();
        assertThat(faults(at("EXPIRE", "2126-12-21T12:00:00Z"))).hasSize(1);
        assertThat(faults(at("ACCESS", "2026-11-21T12:05:00Z"))).isEmpty();
        assertThat(faults(at("ACCESS", "2026-11-21T12:05:00.001Z"))).hasSize(1);
        assertThat(faults(at("ACCESS", "1970-01-01T00:00:00Z"))).isEmpty();
        assertThat(faults(at("ACCESS", "1969-12-31T23:59:59.999Z"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:DB8::7", "::ffff:192.0.2.1"})
    void takesAddresses(String address) {
        assertThat(faults(from(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.1",
                "256.0.0.1",
                "01.2.3.4",
                "1.2.3.4.",
                "localhost",
                "fe80::1%eth0",
                "[::1]",
                ":::",
                "1::2::3"
            })
    void refusesWhatIsNoAddress(String address) {
        assertThat(faults(from(address))).extracting(Fault::where).containsExactly("body/client_ip");
    }

    @Test
    void countsCharactersAsJsonSchemaDoes() {
        assertThat(faults("{\"event_type\":\"" + "😀".repeat(64) + "\",\"status\":\"FAIL\"}"))
                .isEmpty();
        assertThat(faults("{\"event_type\":\"" + "😀".repeat(65) + "\",\"status\":\"FAIL\"}"))
                .hasSize(1);
    }

    @Test
    void survivesNestingWithoutEnd() {
        assertThat(faults("{\"context\":" + "[".repeat(60_000))).hasSize(1);
        assertThat(faults("[".repeat(60_000))).hasSize(1);
    }

    private static String at(String type, String timestamp) {
        return "{\"event_type\":\"" + type + "\",\"status\":\"SUCCESS\",\"timestamp\":\"" + timestamp + "\"}";
    }

    private static String from(String address) {
        return "{\"event_type\":\"x\",\"status\":\"SUCCESS\",\"client_ip\":\"" + address + "\"}";
    }

    private static EventCandidate read(String json) {
        Faults faults = new Faults();
        return EventCandidate.read(json, "body", NOW, faults)
                .orElseThrow(() -> new AssertionError(faults.list().toString()));
    }

    private static List<Fault> faults(String json) {
        Faults faults = new Faults();
        assertThat(EventCandidate.read(json, "body", NOW, faults).isEmpty()).isEqualTo(!faults.none());
        return faults.list();
    }
}
