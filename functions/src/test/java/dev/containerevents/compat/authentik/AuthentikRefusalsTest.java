package dev.containerevents.compat.authentik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.compat.Calls.Answer;
import dev.containerevents.event.Permission;
import dev.containerevents.table.LocalTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthentikRefusalsTest {

    private static final LocalTable TABLE = LocalTable.fresh();

    private final AuthentikOrg org = AuthentikOrg.in(TABLE);

    private void assertRefused(String body, String answer) {
        Answer refused = org.post(body);
        assertThat(refused.text()).isEqualTo(answer);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.contentType()).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "\"tomorrow\"",
        "\"\"",
        "5",
        "true",
        "{}",
        "\"2126-13-01T00:00:00Z\"",
        "\"2126-01-01T24:00:00Z\"",
        "\"0000-01-01T00:00:00Z\"",
        "\"12126-01-01T00:00:00Z\"",
        "\"2126-01-01T00:00:00z\"",
        "\"2126-06-30T23:59:60Z\"",
        "\"2126-01-01T00:00:00+24:00\"",
        "\"2126-01-01T\"",
        "\"2126-01-01 \"",
        "\"2126-1-1\"",
        "\"2126-01\"",
        "\"2126-001\"",
        "\"2126-W53-1\"",
        "\"2126-W00-1\"",
        "\"2126-W01-8\"",
        "\"2126-01-01T12:0000\"",
        "\"2126-01-01T12:00:00.\"",
        "\"2126-02-29\"",
        "\"0000-W01-1\""
    })
    void rejectsInvalidTimes(String expires) {
        assertRefused(
                "{\"action\":\"login\",\"app\":\"x\",\"expires\":" + expires + "}",
                "{\"expires\":[\"Datetime has wrong format. Use one of these formats instead: "
                        + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00+01:00",
                "0001-01-01T00:00+0001",
                "9999-12-31T23:59:59-01:00",
                "9999-12-31T23-01"
            })
    void refusesTimesThatAuthentikCannotHold(String expires) {
        assertRefused(
                "{\"action\":\"login\",\"app\":\"x\",\"expires\":\"" + expires + "\"}",
                "{\"expires\":[\"Datetime value out of range.\"]}");
    }

    @Test
    void namesEveryFaultAtOnce() {
        assertRefused(
                "{\"action\":\"x\",\"app\":\" \",\"user\":null,\"context\":null,\"brand\":null,\"client_ip\":\"y\","
                        + "\"expires\":null}",
                "{\"action\":[\"\\\"x\\\" is not a valid choice.\"],\"app\":[\"This field may not be blank.\"],"
                        + "\"user\":[\"This field may not be null.\"],\"context\":[\"This field may not be null.\"],"
                        + "\"brand\":[\"This field may not be null.\"],"
                        + "\"client_ip\":[\"Enter a valid IPv4 or IPv6 address.\"],"
                        + "\"expires\":[\"This field may not be null.\"]}");
    }

    @Test
    void wordsEachFaultAsAuthentikDoes() {
        String missing = "{\"action\":[\"This field is required.\"],\"app\":[\"This field is required.\"]}";
        assertRefused("{}", missing);
        assertRefused("", missing);
        assertRefused(
                "{\"action\":null,\"app\":null}",
                "{\"action\":[\"This field may not be null.\"],\"app\":[\"This field may not be null.\"]}");
        assertRefused(
                "{\"action\":5,\"app\":{}}",
                "{\"action\":[\"\\\"5\\\" is not a valid choice.\"],\"app\":[\"Not a valid string.\"]}");
        assertRefused("{\"action\":\"login\",\"app\":true}", "{\"app\":[\"Not a valid string.\"]}");
        assertRefused("{\"action\":\"login\",\"app\":\"\"}", "{\"app\":[\"This field may not be blank.\"]}");
        assertRefused(
                "{\"action\":\"login\",\"app\":\"a\\u0000b\"}", "{\"app\":[\"Null characters are not allowed.\"]}");
        assertRefused(
                "{\"action\":\"\\ud800\",\"app\":\"\\ud800\"}",
                "{\"action\":[\"\\\"\\\"\\\\ud800\\\"\\\" is not a valid choice.\"],"
                        + "\"app\":[\"Surrogate characters are not allowed: U+D800.\"]}");
        for (String address : List.of(
                "7",
                "true",
                "\"192.0.2.256\"",
                "\"localhost\"",
                "\"192.0.2.7:51234\"",
                "\"[2001:db8::1]:443\"",
                "\"[2001:db8::1]\"",
                "\"fe80::1%\"",
                "\"fe80::1%a%b\"",
                "\"fe80::1%a/b\"",
                "\"192.0.2.7%eth0\"",
                "\"192.0.02.7\"",
                "\"::ffff:192.168.0.01\"",
                "\"192.0.2.7, 192.0.2.8\"")) {
            assertRefused(
                    "{\"action\":\"login\",\"app\":\"x\",\"client_ip\":" + address + "}",
                    "{\"client_ip\":[\"Enter a valid IPv4 or IPv6 address.\"]}");
        }
        assertRefused(
                "{\"action\":\"login\",\"app\":\"x\",\"client_ip\":\"\"}",
                "{\"client_ip\":[\"This field may not be blank.\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "a\\nb",
                "a\\tb",
                "\u200b",
                "a\u200bb",
                "a\u202eb",
                "a\ufeff",
                "a\u0378b",
                "a\u0085b",
                "\u0001"
            })
    void rejectsAnAppThatIsNotAContainerId(String app) {
        assertThat(refusalOf(app.replace("\u0001", "\\u0001")))
                .isEqualTo("This field must have 1 to 512 bytes of UTF-8, without invisible characters or white space"
                        + " at either end, and must not be '.' or '..'.");
    }

    private String refusalOf(String app) {
        Answer refused = org.post("{\"action\":\"login\",\"app\":\"" + app + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().properties()).hasSize(1);
        assertThat(refused.json().path("app")).hasSize(1);
        return refused.json().at("/app/0").asText();
    }

    @Test
    void refusesAnAppOfMoreThan512Bytes() {
        String longest = "é".repeat(256);

        assertThat(org.post("{\"action\":\"login\",\"app\":\"" + longest + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(refusalOf(longest + "x")).startsWith("This field must have 1 to 512 bytes of UTF-8");
    }

    /// At any depth.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"\\ud800\" | is not valid Unicode: it has an unpaired surrogate",
                "{\"a\":[{\"b\":\"x\\udc00\"}]} | is not valid Unicode: it has an unpaired surrogate",
                "1e400 | has a number beyond the range of a double",
                "[-1e309] | has a number beyond the range of a double",
                "{\"a\":{\"b\":1e999999999}} | has a number beyond the range of a double"
            })
    void refusesWhatMostParsersRefuse(String value, String why) {
        for (String member : List.of("user", "context", "brand")) {
            assertRefused(
                    "{\"action\":\"login\",\"app\":\"x\",\"" + member + "\":" + value + "}",
                    "{\"" + member + "\":[\"This field " + why + ".\"]}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00x", "x\\ud83d"})
    void refusesANameThatIsNotUnicode(String name) {
        for (String member : List.of("user", "context", "brand")) {
            String body = "{\"action\":\"login\",\"app\":\"x\",\"" + member + "\":{\"a\":[{\"" + name + "\":1}]}}";
            assertThat(org.post(body).status()).as(body).isEqualTo(400);
        }
    }

    @Test
    void rejectsANumberBeyondADoubleAsAnApp() {
        assertRefused(
                "{\"action\":\"login\",\"app\":1e400}",
                "{\"app\":[\"This field has a number beyond the range of a double.\"]}");
        assertThat(org.post("{\"action\":\"login\",\"app\":\"x\",\"context\":" + "1".repeat(401) + "}")
                        .status())
                .isEqualTo(400);
    }

    /// It is a remnant of ISO-8859-1, and a context may come from an old log.
    @ParameterizedTest
    @ValueSource(strings = {"\"T\ufffdr\"", "\"T\\ufffdr\"", "{\"a\":[\"T\ufffdr\"]}", "{\"T\ufffdr\":1}"})
    void rejectsTextThatWasNotUtf8ExceptInTheContext(String value) {
        String why = "This field has the character U+FFFD, which means that the body was not UTF-8.";
        for (String member : List.of("user", "brand")) {
            assertRefused(
                    "{\"action\":\"login\",\"app\":\"x\",\"" + member + "\":" + value + "}",
                    "{\"" + member + "\":[\"" + why + "\"]}");
        }
        assertRefused("{\"action\":\"login\",\"app\":\"T\ufffdr\"}", "{\"app\":[\"" + why + "\"]}");
        assertThat(org.post("{\"action\":\"login\",\"app\":\"x\",\"context\":" + value + "}")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | Invalid data. Expected a dictionary, but got list.",
                "\"x\" | Invalid data. Expected a dictionary, but got str.",
                "5 | Invalid data. Expected a dictionary, but got int.",
                "5.0 | Invalid data. Expected a dictionary, but got float.",
                "true | Invalid data. Expected a dictionary, but got bool.",
                "null | No data provided"
            })
    void requiresAnObject(String body, String why) {
        assertRefused(body, "{\"non_field_errors\":[\"" + why + "\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"action\":", "[1,", "tru", "{} {}", "[] []", "{\"app\":1,\"app\":2}", "' '"})
    void reportsWhereTheBodyIsNotJson(String body) {
        Answer refused = org.post(body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().properties()).hasSize(1);
        assertThat(refused.json().path("detail").asText()).startsWith("JSON parse error - body ");
    }

    @Test
    void keepsTheLargestContextAndNoLargerOne() {
        String frame = "{\"app\":\"x\",\"context\":{\"x\":\"\"}}";
        String fits = "x".repeat(32 * 1024 - frame.length());

        assertThat(org.post("{\"action\":\"login\",\"app\":\"x\",\"context\":{\"x\":\"" + fits + "\"}}")
                        .status())
                .isEqualTo(201);
        assertRefused(
                "{\"action\":\"login\",\"app\":\"x\",\"context\":{\"x\":\"" + fits + "x\"}}",
                "{\"non_field_errors\":[\"app, user, context and brand may have 32768 bytes together.\"]}");
        Answer tooLarge = org.post("{\"action\":\"login\",\"app\":\"" + "x".repeat(64 * 1024) + "\"}");
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.text()).isEqualTo("{\"detail\":\"An event must have at most 64 KB.\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type | text/csv",
                "Content-Type | application/x-ndjson",
                "Content-Type | application/cloudevents+json",
                "Content-Type | application/cloudevents-batch+json",
                "Content-Type | application/json; charset=iso-8859-1",
                "Content-Encoding | zstd",
                "ce-specversion | 1.0"
            })
    void rejectsAnUnreadableBodyWith415(String name, String value) {
        Answer refused = org.postWith("{\"action\":\"login\",\"app\":\"x\"}", name, value);

        assertThat(refused.status()).as(refused.text()).isEqualTo(415);
        assertThat(refused.contentType()).isEqualTo("application/json");
        assertThat(refused.json().properties()).hasSize(1);
        assertThat(refused.json().path("detail").asText()).startsWith("header/" + name + " ");
    }

    @Test
    void acceptsWhatItsClientsSend() {
        for (String type : List.of("application/json", "application/json; charset=UTF-8", "text/plain")) {
            assertThat(org.postWith("\ufeff{\"action\":\"login\",\"app\":\"x\"}", "Content-Type", type)
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void refusesAKeyThatMayNotWriteByA403() {
        Answer refused = org.post("{\"action\":\"login\",\"app\":\"x\"}", Permission.READ);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).isEqualTo("{\"detail\":\"You do not have permission to perform this action.\"}");
    }
}
