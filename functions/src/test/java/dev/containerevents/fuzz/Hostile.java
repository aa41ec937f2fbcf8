package dev.containerevents.fuzz;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// Input that no well-behaved client sends: texts, numbers and JSON at the limits of what readers accept, and
/// beyond.
final class Hostile {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "a\0b",
            "\r\n",
            "\r\nX-Injected: 1",
            "\u000b",
            "\f",
            "\u001b[31m",
            "\u001c",
            "\u001d",
            "\u001e",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u200b",
            "\u2028",
            "\u2029",
            "a\nb\rc\u0085d\u2028e\u2029f",
            "\ufeff",
            "\ufeff{}",
            "\ufffd",
            "T\ufffdr 2",
            "\ufffe",
            "\uffff",
            "\udbff\udfff",
            "\u0378",
            "ACCESS\u200b",
            " Access ",
            "\tACCESS\n",
            "İ",
            "ß",
            "é",
            "e\u0301",
            "😀",
            "\u202ekcab",
            "null",
            "true",
            "NaN",
            "-1",
            "0",
            "1e3",
            "٣",
            "9223372036854775807",
            "9223372036854775808",
            "999999999999999",
            "1.5",
            "a#b",
            "#",
            "/",
            "..",
            "../../globex",
            "%2e%2e%2f",
            "%00",
            "%zz",
            "a b",
            "a+b",
            "*",
            "?",
            "=1+1",
            "+1+1",
            "-1+1",
            "@SUM(1)",
            "x;=cmd|' /C calc'!A0;",
            "x\t=1+1",
            "x,=1+1",
            "x\n=1+1",
            "'=1+1",
            "org/repo x",
            "arn:aws:s3:::bucket/S\u00fcd.csv",
            "ns/pods/x",
            "C:\\x",
            "joe@example.com",
            ".",
            "%2F",
            "a%2Fb",
            "a%20b",
            "%C3%BC",
            "%C3%28",
            "%ff",
            "%",
            "%2",
            "%25",
            "%E2%80%8B",
            "%EF%BB%BF",
            "a;b=c",
            "a?b",
            "\"",
            "\\",
            "'",
            "<script>",
            "${jndi:ldap://127.0.0.1/a}",
            "' OR '1'='1",
            "{}",
            "[]",
            ",",
            ",,a,",
            ";q=1",
            "__proto__",
            "pk",
            ":id",
            "E#acme#c-1",
            "acme",
            "globex",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999+23:59",
            "+10000-01-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-7fff-bfff-ffffffffffff",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "::ffff:192.0.2.1",
            "::FFFF:C000:201",
            "::ffff:192.168.0.01",
            "::",
            "2001:0DB8:0:0:0:0:0:1",
            "2001:db8:0:0:1:0:0:1",
            "[2001:db8::1]",
            "[2001:db8::1]:443",
            "[2001:db8::1]:99999",
            "[::1",
            "1::2::3",
            "02001:db8::1",
            "64:ff9b::192.0.2.33",
            "192.0.2.7:51234",
            "192.0.2.7:",
            "192.0.2.7, 192.0.2.8",
            "192.0.2.07",
            "999.1.1.1",
            "fe80::1%eth0",
            "fe80::1%25eth0",
            "fe80::1%",
            "1709283600",
            "1709283600.5",
            "99999999999",
            "100000000000",
            "2024-03-01T09:00:00 01:00",
            "2024-03-01",
            "a".repeat(64),
            "a".repeat(65),
            "a".repeat(128),
            "a".repeat(129),
            "a".repeat(255),
            "a".repeat(256),
            "a".repeat(512),
            "a".repeat(513),
            "\u00e9".repeat(256),
            "\u00e9".repeat(257));

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "01",
            "1.",
            ".5",
            "+1",
            "1e999999999",
            "1e-999999999",
            "1e308",
            "1.8e308",
            "1e309",
            "-1E400",
            "1e-400",
            "9".repeat(400),
            "9".repeat(401),
            "0." + "1".repeat(398),
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "123456789012345678901234567890.123456789",
            "NaN",
            "-Infinity",
            "0x10",
            "1_000",
            "9".repeat(1000),
            "9".repeat(1001),
            "0." + "1".repeat(2000));

    private Hostile() {}

    static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(TEXTS)),
                Tuple.of(2, times()),
                Tuple.of(2, Arbitraries.strings().ascii().ofMaxLength(12)),
                Tuple.of(2, Arbitraries.strings().withCharRange('\0', '\ud7ff').ofMaxLength(12)),
                Tuple.of(1, repeated(9000)));
    }

    /// Times with up to twelve decimals and any offset, some of them invalid.
    static Arbitrary<String> times() {
        Arbitrary<String> seconds = Arbitraries.of(
                "2024-03-01T09:00:00",
                "2024-03-01 09:00:00",
                "2024-03-01t23:59:60",
                "1969-12-31T23:59:59",
                "2016-12-31T23:59:60",
                "9999-12-31T23:59:59");
        Arbitrary<String> decimals =
                Arbitraries.strings().numeric().ofMaxLength(12).map(digits -> digits.isEmpty() ? "" : "." + digits);
        Arbitrary<String> offsets = Arbitraries.of(
                "Z", "z", "", "+00:00", "-00:00", "+01:00", " 01:00", "+18:00", "-21:30", "+23:59", "-23:59", "+24:00",
                "+00:60", "+0100", "+01", "+1:00", "UTC");
        return Combinators.combine(seconds, decimals, offsets).as((time, digits, offset) -> time + digits + offset);
    }

    /// The name of a member or parameter, as it is or in another spelling.
    static Arbitrary<String> names(List<String> known) {
        Arbitrary<String> name = known.isEmpty() ? texts() : Arbitraries.of(known);
        return Arbitraries.frequencyOf(
                Tuple.of(12, name),
                Tuple.of(1, name.map(text -> text.toUpperCase(Locale.ROOT))),
                Tuple.of(1, name.map(text -> text + " ")),
                Tuple.of(1, texts()));
    }

    private static Arbitrary<String> repeated(int most) {
        Arbitrary<String> piece = Arbitraries.of("a", "é", "😀", "\"", "\\", "%", "\n", ",", "0");
        return Combinators.combine(piece, Arbitraries.integers().between(1, most))
                .as(String::repeat);
    }

    /// A JSON value, which may be invalid.
    ///
    /// @param names names of members of objects
    static Arbitrary<String> json(Arbitrary<String> names) {
        return Arbitraries.recursive(() -> scalars(), inner -> structures(names, inner), 0, 3);
    }

    private static Arbitrary<String> scalars() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, texts().map(Hostile::quoted)),
                Tuple.of(3, Arbitraries.of(NUMBERS)),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                "\"\\ud800\"",
                                "\"\\udc00\\ud800\"",
                                "\"door \\ud83d\"",
                                "{\"\\ud800\":1}",
                                "{\"a\":[{\"b\":\"\\udfff\"}]}",
                                "{\"a\":\n{\"event_id\":1}\n}",
                                "{\"a\":\"\\u0085\\u2028\\u2029\"}",
                                "{\"a\":1e400}",
                                "{\"a\":null}",
                                "\"\\ud83d\\ude00\"",
                                "\"\\u0000\"",
                                "\"\\u00\"",
                                "\"\\x\"",
                                "\"\t\"",
                                "\"open",
                                "nul",
                                "")),
                Tuple.of(3, Arbitraries.of("null", "true", "false", "{}", "[]", "{\"id\":\"joe\"}", "[[]]")),
                Tuple.of(1, Arbitraries.integers().between(1, 200).map(Hostile::deep)));
    }

    private static Arbitrary<String> structures(Arbitrary<String> names, Arbitrary<String> inner) {
        Arbitrary<String> member = Combinators.combine(names, inner).as((name, value) -> quoted(name) + ":" + value);
        return Arbitraries.oneOf(
                member.list().ofMaxSize(4).map(members -> "{" + String.join(",", members) + "}"),
                inner.list().ofMaxSize(4).map(elements -> "[" + String.join(",", elements) + "]"));
    }

    /// Bodies that are large or deep as a whole.
    static Arbitrary<String> giants() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1000, 200_000).map(Hostile::deep),
                Arbitraries.integers().between(1000, 200_000).map("["::repeat),
                Arbitraries.integers().between(1000, 100_000).map("{\"a\":"::repeat),
                Arbitraries.integers().between(1 << 20, 9 << 20).map("a"::repeat),
                Arbitraries.integers()
                        .between(1 << 20, 3 << 20)
                        .map(n -> "{\"message\":\"" + "é".repeat(n / 2) + "\"}"),
                Arbitraries.integers().between(1 << 20, 2 << 20).map(n -> "{\"" + "a".repeat(n) + "\":1}"),
                Arbitraries.integers().between(1 << 16, 1 << 20).map(n -> "{\"shards\":" + "9".repeat(n) + "}"),
                Arbitraries.integers().between(1000, 20_000).map(Hostile::manyMembers),
                Arbitraries.integers().between(1000, 9000).map(n -> "{}\n".repeat(n)));
    }

    private static String deep(int levels) {
        return levels % 2 == 0
                ? "[".repeat(levels) + "]".repeat(levels)
                : "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }

    private static String manyMembers(int count) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "\"m" : ",\"m").append(i).append("\":").append(i);
        }
        return text.append('}').toString();
    }

    /// A JSON string with that text.
    static String quoted(String text) {
        return JsonMutation.MAPPER.valueToTree(text).toString();
    }
}
