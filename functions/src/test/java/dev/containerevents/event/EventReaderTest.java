package dev.containerevents.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.containerevents.json.Fault;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void keepsTheExactTextThatWasSent() {
        String context = "{ \"z\" : 1.50e3,\n \"a\":[123456789012345678901234567890 , \"\\u00e9\"] }";
        String actor = "{\"id\":\"joe\", \"since\" :  2020}";
        Submission sent = read("{\"context\":" + context + ",\"actor\" : " + actor
                + ",\"event_type\":\"access\",\"status\":\"FAIL\",\"timestamp\":\"2023-11-18T13:00:00.1239+01:00\"}");

        assertThat(sent.timestamp()).isEqualTo("2023-11-18T12:00:00.123900Z");
        assertThat(sent.details().type()).isEqualTo("ACCESS");
        assertThat(sent.details().context()).isEqualTo(new JsonText(context));
        assertThat(sent.details().actor()).isEqualTo(new Actor("joe", new JsonText(actor)));
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
    void reportsAnUnreadableBodyOnce() {
        for (String body : List.of("", "null", "[]", "{", "{}{}", "\"x\"", "{\"a\":1,\"a\":2}", "\ud800")) {
            assertThat(faults(body)).as(body).extracting(Fault::where).containsExactly("body");
        }
    }

    @Test
    void acceptsOnlyAnExpiryAHundredYearsAhead() {
        assertThat(faults(at("EXPIRE", "2126-11-21T11:00:00Z"))).isEmpty();
        assertThat(faults(at("EXPIRE", "2126-12-21T12:00:00Z"))).hasSize(1);
        assertThat(faults(at("ACCESS", "2026-11-21T12:05:00Z"))).isEmpty();
        assertThat(faults(at("ACCESS", "2026-11-21T12:05:00.001Z"))).hasSize(1);
        assertThat(faults(at("ACCESS", "1970-01-01T00:00:00Z"))).isEmpty();
        assertThat(faults(at("ACCESS", "1969-12-31T23:59:59.999Z"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:DB8::7", "::ffff:192.0.2.1"})
    void acceptsAddresses(String address) {
        assertThat(faults(from(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:51234, 192.0.2.7",
        "192.0.2.7:0, 192.0.2.7",
        "[2001:db8::1]:443, 2001:db8::1",
        "[::1], ::1",
        "[fe80::1%eth0]:22, fe80::1",
        "fe80::1%eth0, fe80::1",
        "fe80::1%25en0, fe80::1",
        "2001:0DB8:0:0:0:0:0:44, 2001:db8::44",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:0:0:0:0:0:0, ::",
        "::ffff:c000:201, ::ffff:192.0.2.1",
        "::FFFF:192.0.2.1, ::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
    })
    void storesAnAddressInItsCanonicalForm(String sent, String stored) {
        assertThat(read(from(sent)).details().clientIp()).isEqualTo(stored);
    }

    @Test
    void treatsAnEmptyAddressAsMissing() {
        assertThat(read(from("")).details().clientIp()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "127.1",
                "256.0.0.1",
                "01.2.3.4",
                "1.2.3.4.",
                "localhost",
                "192.0.2.7, 192.0.2.8",
                "192.0.2.7 192.0.2.8",
                "192.0.2.7:",
                "192.0.2.7:123456",
                "192.0.2.7%eth0",
                "[192.0.2.7]:80",
                "[::1",
                "[::1]x",
                "::1%",
                "2001:db8::1:65536",
                "::ffff:192.168.0.01",
                "1:2:3:4:5:6:7:8:9",
                ":::",
                "1::2::3"
            })
    void rejectsInvalidAddresses(String address) {
        assertThat(faults(from(address))).extracting(Fault::where).containsExactly("body/client_ip");
    }

    @Test
    void countsCharactersAsJsonSchemaDoes() {
        assertThat(faults("{\"event_type\":\"" + "😀".repeat(128) + "\",\"status\":\"FAIL\"}"))
                .isEmpty();
        assertThat(faults("{\"event_type\":\"" + "😀".repeat(129) + "\",\"status\":\"FAIL\"}"))
                .hasSize(1);
    }

    @Test
    void treatsNullAsAMissingMember() {
        EventDetails details =
                read("{\"event_type\":\"x\",\"status\":\"FAIL\",\"timestamp\":null,\"actor\":null,\"message\":null,"
                                + "\"context\":null,\"client_ip\":null,\"source\":null,\"expires\":null}")
                        .details();

        assertThat(details).isEqualTo(Details.of("x", Status.FAIL, null, null, null, null, null, null));
        assertThat(faults("{\"event_type\":null,\"status\":null,\"mesage\":null}"))
                .extracting(Fault::where, Fault::why)
                .containsExactly(
                        tuple("body/event_type", "is required"),
                        tuple("body/status", "is required"),
                        tuple("body/mesage", "is not a known member"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"message\":\"\\ud83d\"",
                "\"message\":\"\\ude00\\ud83d\"",
                "\"context\":{\"a\":[{\"b\":\"\\uD83D x\"}]}",
                "\"context\":{\"a\":{\"\\udc00\":1}}",
                "\"context\":{\"\\u0000\":1}",
                "\"context\":{\"a\":[{\"\\u0000b\":1}]}",
                "\"actor\":{\"id\":\"joe\",\"\\u0000a\":1}",
                "\"context\":{\"a\":1e309}",
                "\"context\":{\"a\":[-1E999]}",
                "\"actor\":{\"id\":\"joe\",\"name\":\"\\ud800\"}",
                "\"actor\":{\"id\":\"joe\",\"age\":1e400}",
                "\"idempotency\\ud800key\":1"
            })
    void refusesWhatCommonParsersRefuse(String member) {
        assertThat(faults("{\"event_type\":\"x\",\"status\":\"FAIL\"," + member + "}"))
                .as(member)
                .hasSize(1);
    }

    @Test
    void refusesANumberOfMoreDigitsThanAnyReaderTakes() {
        String digits = "1".repeat(300) + ".";

        assertThat(faults(withContext("{\"a\":" + digits + "1".repeat(100) + "}")))
                .isEmpty();
        assertThat(faults(withContext("{\"a\":" + digits + "1".repeat(101) + "}")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"message\":\"caf\ufffd\"",
                "\"message\":\"caf\\ufffd\"",
                "\"source\":\"\ufffd\"",
                "\"actor\":{\"id\":\"Zo\ufffd\"}",
                "\"actor\":{\"id\":\"joe\",\"name\":\"\\uFFFD\"}",
                "\"actor\":{\"id\":\"joe\",\"\ufffd\":1}"
            })
    void reportsThatABodyIsNotUtf8(String member) {
        assertThat(faults("{\"event_type\":\"x\",\"status\":\"FAIL\"," + member + "}"))
                .as(member)
                .hasSize(1)
                .first()
                .extracting(Fault::why)
                .asString()
                .contains("UTF-8");
    }

    @Test
    void doesNotChangeAContext() {
        assertThat(faults(withContext("{\"a\":\"\ufffd \\ufffd\",\"b\":[1e308,\"\\ud83d\\ude00\",\"\\\\ud800\"]}")))
                .isEmpty();
    }

    @Test
    void acceptsAnActorWhoseNormalFormFitsTheIndex() {
        // Normal form C decomposes this character into three.
        String longest = "\ud834\udd60".repeat(128);

        assertThat(faults(by(longest))).isEmpty();
        assertThat(faults(by(longest + "x"))).extracting(Fault::where).containsExactly("body/actor/id");
    }

    private static String withContext(String context) {
        return "{\"event_type\":\"x\",\"status\":\"FAIL\",\"context\":" + context + "}";
    }

    private static String by(String actor) {
        return "{\"event_type\":\"x\",\"status\":\"FAIL\",\"actor\":{\"id\":\"" + actor + "\"}}";
    }

    @Test
    void rejectsEndlessNesting() {
        assertThat(faults("{\"context\":" + "[".repeat(60_000))).hasSize(1);
        assertThat(faults("[".repeat(60_000))).hasSize(1);
    }

    private static String at(String type, String timestamp) {
        return "{\"event_type\":\"" + type + "\",\"status\":\"SUCCESS\",\"timestamp\":\"" + timestamp + "\"}";
    }

    private static String from(String address) {
        return "{\"event_type\":\"x\",\"status\":\"SUCCESS\",\"client_ip\":\"" + address + "\"}";
    }

    private static Submission read(String json) {
        Faults faults = new Faults();
        return EventReader.read(json, NOW, null, faults)
                .orElseThrow(() -> new AssertionError(faults.list().toString()));
    }

    private static List<Fault> faults(String json) {
        Faults faults = new Faults();
        assertThat(EventReader.read(json, NOW, null, faults).isEmpty()).isEqualTo(!faults.none());
        return faults.list();
    }
}
