package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.containerevents.json.JsonSequence;
import dev.containerevents.json.JsonValue;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of SOURCES.md.
final class GrammarTest {

    private static final String RECORD = """
        {"name":"web","empty":"","blank":" ","none":null,"yes":true,"no":false,"number":1.50,"big":12345678901234567890,
         "addr":{"remote":"192.0.2.7","a.b":{"c":"joined"}},"addr.local":"192.0.2.8","log.level":{"x":"y"},
         "output_fields":{"container.id":"4f1c","container":{"id":"nested"}},
         "events":[{"name":"first"},{"name":"second"}],"@type":"audit","log-id":"7","a b":"space","list":["x"],"object":{"a":1},
         "it's":"quote","a":{"b":"nested"},"a.b":"flat"}
        """;

    private static JsonValue record(String json) {
        try (JsonSequence sequence = new JsonSequence(json)) {
            JsonValue value = sequence.next();
            assertThat(sequence.isBroken()).isFalse();
            return Objects.requireNonNull(value);
        }
    }

    private static @Nullable String text(String expression) throws Grammar.SyntaxError {
        return Grammar.expression(expression).text(record(RECORD), found -> found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            nullValues = "nothing",
            value = {
                "name;web",
                "empty;nothing",
                "blank;nothing",
                "none;nothing",
                "missing;nothing",
                "yes;true",
                "number;1.50",
                "big;12345678901234567890",
                "addr.remote;192.0.2.7",
                "addr.local;192.0.2.8",
                "addr.a.b.c;joined",
                "log.level.x;y",
                "\"log.level\".x;y",
                "output_fields[\"container.id\"];4f1c",
                "output_fields.\"container.id\";4f1c",
                "output_fields.container.id;nested",
                "events[0].name;first",
                "events[-1].name;second",
                "events[2].name;nothing",
                "events[-3].name;nothing",
                "events.name;nothing",
                "name.more;nothing",
                "name[0];nothing",
                "list;nothing",
                "list[0];x",
                "object;nothing",
                "@type;audit",
                "log-id;7",
                "a b;space",
                "a.b;nested",
                "\"a.b\";flat",
                "missing|name;web",
                "empty | none | events[1].name;second",
                "'fixed';fixed",
                "'';``",
                "missing|'fixed';fixed",
                "name+'/'+number;web/1.50",
                "name + '/' + missing | yes;true",
                "name+missing;nothing",
                "\"it's\";quote",
                "'a|b+c';a|b+c"
            })
    void findsAValue(String expression, @Nullable String value) throws Grammar.SyntaxError {
        assertThat(text(expression)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name; true",
                "missing; false",
                "none; false",
                "empty; false",
                "no; false",
                "yes; true",
                "object; true",
                "name=web; true",
                "name=WEB,other; true",
                "name=other; false",
                "name=other,Web; true",
                "name!=other; true",
                "name!=web; false",
                "missing!=web; false",
                "number=1.50; true",
                "number=1.5; false",
                "no=false; true",
                "name~^w; true",
                "name~x; false",
                "name~x|b$; true",
                "name~'x'|yes; true",
                "name~'x'|no; false",
                "big~^[45]; false",
                "big~^[12]; true",
                "missing|name=web; true",
                "name=a|name=web; true",
                "addr.remote~^192\\.; true"
            })
    void recognisesAFailure(String rule, boolean fails) throws Grammar.SyntaxError {
        assertThat(Grammar.failRule(rule).holds(record(RECORD))).isEqualTo(fails);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "a.",
                ".a",
                "a..b",
                "a|",
                "|a",
                "a+",
                "a[",
                "a[]",
                "a[x]",
                "a[1",
                "a[12345]",
                "a[\"b]",
                "\"a",
                "'a",
                "'a'b",
                "\"a\"b",
                "a]",
                "a=b",
                "a~b",
                "a!b",
                "a[0]b",
                "a.[0]"
            })
    void refusesWhatItDoesNotKnow(String expression) {
        assertThatThrownBy(() -> Grammar.expression(expression)).isInstanceOf(Grammar.SyntaxError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a~(b)", "a~b{2}", "a~[", "a~*", "a!b", "'a'", "a~'b", "a+b=c", "|a"})
    void refusesARuleThatItDoesNotKnow(String rule) {
        assertThatThrownBy(() -> Grammar.failRule(rule)).isInstanceOf(Grammar.SyntaxError.class);
    }

    @Test
    void refusesLongExpressionsAndPaths() {
        assertThatThrownBy(() -> Grammar.expression("a".repeat(1025))).hasMessageContaining("1024");
        assertThatThrownBy(() -> Grammar.expression("a" + ".a".repeat(20))).hasMessageContaining("20 steps");
    }

    /// A pattern comes from a request, and some take years.
    @Test
    void endsAPatternThatTakesTooLong() throws Grammar.SyntaxError {
        FailRule rule = Grammar.failRule("text~a*a*a*a*a*a*a*a*a*a*a*a*b");
        JsonValue record = record("{\"text\":\"" + "a".repeat(100_000) + "\"}");
        long begin = System.nanoTime();

        assertThat(rule.holds(record)).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }
}
