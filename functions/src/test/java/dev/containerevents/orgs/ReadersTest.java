package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.containerevents.event.Container;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A page with all kinds of valid events, read in each of its formats by programs that people use.
final class ReadersTest {

    private static final Path SCRIPTS = Path.of("src", "test", "readers");
    private static final Path PAGE = Path.of("target", "readers");

    /// The media type of each format.
    private static final Map<String, String> FORMS = Map.of(
            "json", "application/json",
            "ndjson", "application/x-ndjson",
            "csv", "text/csv",
            "cloudevents", "application/cloudevents-batch+json");

    /// So many are stored on a busy machine before the request is late.
    private static final int AT_A_TIME = 25;

    private static final List<List<String>> STORED = new ArrayList<>();

    /// The readers and their commands.
    enum Reader {
        JQ(
                "jq",
                "jq -n -f read.jq --slurpfile json page.json --slurpfile ndjson page.ndjson"
                        + " --slurpfile cloudevents page.cloudevents"),
        PYTHON("python3", "python3 read.py ."),
        NODE("nodejs", "node read.mjs . node"),
        PAPA_PARSE("nodejs", "node read.mjs . papaparse"),
        DUCK_DB("nodejs", "node read.mjs . duckdb"),
        GO("golang-go", "go run read.go ."),
        PHP("php-cli", "php read.php ."),
        RUBY("ruby", "ruby read.rb .");

        private final String debianPackage;
        private final String command;

        Reader(String debianPackage, String command) {
            this.debianPackage = debianPackage;
            this.command = command;
        }

        /// What a reader has read: for each format, the id, container, message and `context.text` of each event.
        private JsonNode read() throws IOException, InterruptedException {
            List<String> words = List.of(command.split(" ", -1));
            Program program = new Program(words.getFirst(), debianPackage);
            program.require();
            if (program.name().equals("node")) {
                installPackages();
            }
            return OrgApi.MAPPER.readTree(program.run(PAGE, words.subList(1, words.size())));
        }
    }

    @BeforeAll
    static void write() throws IOException, InterruptedException {
        OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));
        List<String> texts = texts();
        for (int begin = 0; begin < texts.size(); begin += AT_A_TIME) {
            api.log(IntStream.range(begin, Math.min(begin + AT_A_TIME, texts.size()))
                    .mapToObj(i -> event(i, texts.get(i)))
                    .toList());
        }
        Files.createDirectories(PAGE);
        for (Map.Entry<String, String> form : FORMS.entrySet()) {
            OrgApi.Answer page = api.listAs(form.getValue(), Map.of("limit", "1000", "order", "asc"));
            Files.writeString(PAGE.resolve("page." + form.getKey()), page.text());
            if (form.getKey().equals("json")) {
                for (int i = 0; i < texts.size(); i++) {
                    STORED.add(List.of(page.ids().get(i), container(texts.get(i)), texts.get(i), texts.get(i)));
                }
            }
        }
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : scripts.toList()) {
                Files.copy(script, PAGE.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /// Installs what the Node.js scripts need, from the lock next to them.
    private static void installPackages() throws IOException, InterruptedException {
        Path lock = SCRIPTS.resolve("package-lock.json");
        Path installed = PAGE.resolve("node_modules").resolve("installed.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) != -1) {
            Program npm = new Program("npm", "npm");
            npm.require();
            npm.run(PAGE, List.of("ci", "--no-audit", "--no-fund", "--ignore-scripts"));
            Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatWasStored(Reader reader) throws IOException, InterruptedException {
        JsonNode read = reader.read();

        assertThat(read).isNotEmpty();
        read.properties().forEach(form -> {
            UnaryOperator<String> seen = form.getKey().equals("csv") ? ReadersTest::inCsv : UnaryOperator.identity();
            assertThat(rows(form.getValue(), seen))
                    .as(form.getKey())
                    .containsExactlyElementsOf(STORED.stream()
                            .map(row -> row.stream().map(seen).toList())
                            .toList());
        });
    }

    private static List<List<String>> rows(JsonNode rows, UnaryOperator<String> seen) {
        List<List<String>> texts = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(seen.apply(cell.asText())));
            texts.add(cells);
        }
        return texts;
    }

    /// Reverts what CSV, or one of its readers, changes: apostrophes before formulas, NUL, and the line breaks of
    /// Windows.
    private static String inCsv(String text) {
        return text.replace("'", "").replace('\0', '\ufffd').replace("\r\n", "\n");
    }

    private static ObjectNode event(int second, String text) {
        String json = TextNode.valueOf(text).toString();
        ObjectNode event = RandomEvents.event(second)
                .put("container_id", container(text))
                .put("message", text)
                .putRawValue("context", new RawValue("""
                    { "text"\t:
                    %s\r
                    ,"lines":
                    {"event_id":"forged"}
                    , "" :{"__proto__":{"a":1},"A":2,"a":3,"constructor":[%s]},"deep":%s,
                    "numbers":[0,-0,-0.0,1.50,9007199254740993,-1.7976931348623157E308,4.9e-324,1e-400,1e00005,%s,0.%s]}\
                    """.formatted(
                                json, json, "[".repeat(60) + "]".repeat(60), "1".repeat(309), "1".repeat(398))));
        String beginning = text.substring(0, Math.min(text.length(), 80));
        event.putObject("actor").put("id", "a" + beginning).put("name", beginning);
        return text.isEmpty() ? event : event.put("source", beginning);
    }

    private static String container(String text) {
        return Container.isId(text) ? text : "c-1";
    }

    /// Each character with a special meaning for some reader, and combinations of them.
    private static List<String> texts() {
        Stream<String> characters = IntStream.of(
                        0x2028, 0x2029, 0xa8, 0x20a8, 0x200b, 0x202e, 0x2060, 0xfeff, 0xfdd0, 0xfffe, 0xffff, 0x1f3a8,
                        0x10ffff)
                .boxed()
                .flatMap(character -> Stream.of(Character.toString(character)));
        Stream<String> controls = IntStream.concat(IntStream.range(0, 0x20), IntStream.range(0x7f, 0xa0))
                .mapToObj(Character::toString);
        Stream<String> single = Stream.concat(controls, characters)
                .flatMap(character -> Stream.of(character, "a" + character + "b", character + "=1+1"));
        Stream<String> together = Stream.of(
                "",
                " ",
                " padded ",
                "plain",
                "null",
                "NaN",
                "0123",
                "1e999",
                "true",
                "2024-01-01",
                "#comment",
                "--",
                "'",
                "''a'",
                "\"",
                "\"\"",
                "a\"b",
                "\"a\"",
                "\\",
                "a\\",
                "\\\"",
                "a\\\"b,\\\"",
                "\\n",
                "\\u0000",
                "\\u2028",
                ",",
                ",,",
                "a,b",
                ";",
                "|",
                "a;b",
                "a|b",
                "\t\t",
                "\n\n",
                "\r\n",
                "a\r\nb",
                "\r\r",
                "\n\r",
                "=1+1",
                "+1",
                "-1",
                "@SUM(1)",
                "＝1",
                "=cmd|' /C calc'!A0",
                "x;=cmd|' /C calc'!A0;",
                "x\t=1+1",
                "x\n=1+1",
                "x;\"=1+1",
                "\";=1+1;\"",
                "</script>",
                "<!--",
                "&amp;",
                "%00",
                "${x}",
                "{{x}}",
                "$(x)",
                "`x`",
                "{\"event_id\":\"forged\"}",
                "\n{\"event_id\":\"forged\"}\n",
                "\r\nforged,acme,c-1\r\n",
                "e\u0301",
                "😀",
                "👩‍👩‍👧",
                "العربية",
                "org/repo x",
                "C:\\x",
                "€".repeat(4096));
        return Stream.concat(single, together).toList();
    }
}
