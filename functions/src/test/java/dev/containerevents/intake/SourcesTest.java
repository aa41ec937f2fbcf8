package dev.containerevents.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.intake.IntakeApi.Answer;
import dev.containerevents.json.Faults;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every ready-made source: what is sent in the files of `src/test/resources/source-cases`, and which events come
/// out. A source without at least three cases fails.
final class SourcesTest {

    private static final ObjectMapper MAPPER = IntakeApi.MAPPER;
    private static final Path MAPPINGS = Path.of("src", "main", "resources", "sources");
    private static final Path CASES = Path.of("src", "test", "resources", "source-cases");
    private static final Path DOCUMENT = Path.of("SOURCES.md");
    private static final LocalTable TABLE = LocalTable.fresh();
    private static final List<String> OURS = List.of("event_id", "org_id", "created", "context");

    /// @param source its name
    record Case(String source, JsonNode json) {
        @Override
        public String toString() {
            return source + ": " + json.path("what").asText();
        }

        String body() {
            JsonNode sent = json.path("sent");
            return sent.isTextual() ? sent.asText() : sent.toString();
        }
    }

    static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(MAPPINGS)) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String source : sources()) {
            JsonNode list = MAPPER.readTree(CASES.resolve(source + ".json").toFile());
            list.forEach(json -> cases.add(new Case(source, json)));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("sources")
    void hasAValidMappingAndThreeCases(String source) throws IOException {
        Faults faults = new Faults();

        assertThat(Sources.mapping(source, Map.of(), faults)).isPresent();
        assertThat(faults.list()).isEmpty();
        assertThat(MAPPER.readTree(CASES.resolve(source + ".json").toFile()).size())
                .isGreaterThanOrEqualTo(3);
    }

    /// The table shows the first event of each source's first case.
    @Test
    void isDocumented() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String source : sources()) {
            JsonNode event =
                    MAPPER.readTree(CASES.resolve(source + ".json").toFile()).at("/0/events/0");
            rows.add("| `%s` | … | %s | %s | %s | %s |"
                    .formatted(
                            source,
                            cell(event.path("container_id")),
                            cell(event.path("event_type")),
                            cell(event.at("/actor/id")),
                            event.path("status").asText()));
        }

        assertThat(Files.readAllLines(DOCUMENT).stream()
                        .takeWhile(line -> !line.equals("## Settings"))
                        .filter(line -> line.startsWith("| `") && line.matches(".*(SUCCESS|FAIL) \\|"))
                        .map(line -> line.replaceFirst("` \\| [^|]+ \\|", "` | … |")))
                .containsExactlyInAnyOrderElementsOf(rows);
    }

    private static String cell(JsonNode text) {
        String value = text.asText();
        String shown = value.length() > 28 ? value.substring(0, 27) + "…" : value;
        return value.isEmpty() ? "" : "`" + shown + "`";
    }

    @Test
    void hasNoCasesOfASourceThatDoesNotExist() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(sources());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void becomesTheExpectedEvents(Case sent) {
        IntakeApi api = IntakeApi.fresh(TABLE);
        Instant before = Instant.now().minusMillis(1);

        Answer answer = api.send(sent.source, sent.body());
        Answer repeated = api.send(sent.source, sent.body());

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(repeated.status()).as(repeated.text()).isEqualTo(200);
        List<JsonNode> events = api.events();
        List<JsonNode> expected = new ArrayList<>();
        sent.json.path("events").forEach(expected::add);
        assertThat(events.stream().map(event -> shown(event, before)).sorted(byText()))
                .containsExactlyElementsOf(expected.stream().sorted(byText()).toList());
        for (JsonNode event : events) {
            JsonNode context = event.path("context").deepCopy();
            if (context instanceof ObjectNode record && sent.json.path("sent").isContainerNode() && !isWrapped(sent)) {
                record.remove("_time");
                assertThat(contains(sent.json.path("sent"), record))
                        .as("the record is kept: " + record)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsTheIdsOfTheRecords(Case sent) {
        Mapping mapping = Sources.mapping(sent.source, Map.of(), new Faults()).orElseThrow();

        List<@Nullable String> ids = Envelope.open(Records.values(sent.body()), mapping, 1 << 20).stream()
                .map(record -> mapping.candidate(record).id())
                .toList();

        assertThat(MAPPER.<JsonNode>valueToTree(ids)).isEqualTo(sent.json.path("ids"));
    }

    private static boolean isWrapped(Case sent) {
        return sent.json.path("sent").has("subscription");
    }

    private static Comparator<JsonNode> byText() {
        return Comparator.comparing(event -> event.path("timestamp").asText()
                + event.path("event_type")
                + event.path("message")
                + event.path("source"));
    }

    private static JsonNode shown(JsonNode event, Instant before) {
        ObjectNode shown = event.deepCopy();
        shown.remove(OURS);
        boolean arrived = event.at("/context/_time").asText().equals("arrival");
        if (arrived) {
            assertThat(Instant.parse(event.path("timestamp").asText())).isAfterOrEqualTo(before);
            shown.put("timestamp", "arrival");
        }
        return MAPPER.valueToTree(shown);
    }

    private static boolean contains(JsonNode tree, JsonNode wanted) {
        if (tree.equals(wanted)) {
            return true;
        }
        for (JsonNode child : tree) {
            if (contains(child, wanted)) {
                return true;
            }
        }
        return false;
    }
}
