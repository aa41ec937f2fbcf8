package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.event.EventBudget;
import dev.containerevents.infra.repository.Document;
import dev.containerevents.json.Rfc3339;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the commands in the documents, in their order, with bash. A new organisation takes the place of `acme`.
/// Each command must print the block that follows it.
final class DocumentCommandsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// Events are counted within seconds.
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /// Suppresses the progress that curl shows if its output isn't a terminal.
    private static final String QUIET = "set -euo pipefail\ncurl() { command curl --silent --show-error \"$@\"; }\n";

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "functions/API.md", "functions/SOURCES.md", "infra/LOCAL.md"})
    void showsWhatItsCommandsPrint(String name) throws Exception {
        Cloud cloud = Cloud.current();
        Tenant tenant = Tenant.create(cloud);
        ExampleValues values = new ExampleValues();
        values.put("http://127.0.0.1:3000", cloud.uri().toString());
        values.put("acme", tenant.org());
        values.put("ce_acme_local", tenant.key());
        JsonNode reader = tenant.issue("\"read\"", "");
        values.put("ce_acmereader_local", reader.path("key").asText());
        values.put("acmereader", reader.path("key_id").asText());
        values.put("initech", "o-" + UUID.randomUUID());
        // The end of the day is the only time that isn't one of this run.
        values.put(
                "2026-11-22T00:00:00.000Z",
                Rfc3339.text(EventBudget.of(0, 0, Instant.now()).reset()));

        List<Document.Block> blocks = Document.read(name).blocks();
        int commands = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Document.Block command = blocks.get(i);
            if (command.info().equals("bash")) {
                commands++;
                assertThat(i + 1 < blocks.size() ? blocks.get(i + 1).info() : "nothing")
                        .as("what follows line " + command.line())
                        .isIn("json", "http", "text");
                assertPrints(command, blocks.get(i + 1), values);
            }
        }
        assertThat(commands).isPositive();
    }

    /// Repeats a command that only reads until it prints what it should.
    private static void assertPrints(Document.Block command, Document.Block expected, ExampleValues values)
            throws Exception {
        boolean reads = !command.text().contains(" -d ") && !command.text().contains(" --data-binary ");
        Instant end = Instant.now().plus(SOON);
        while (true) {
            String printed = run(values.inThisRun(command.text())).replace("\r\n", "\n");
            try {
                assertSame(expected, printed, values);
                return;
            } catch (AssertionError e) {
                if (!reads || Instant.now().isAfter(end)) {
                    throw new AssertionError("line " + command.line() + " printed\n" + printed, e);
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("bash", "-c", QUIET + command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            System.err.println("#### SKIPPED: there is no bash here: " + e.getMessage());
            return abort("there is no bash here");
        }
        process.outputWriter().close();
        String printed = process.inputReader().readAllAsString();
        assertThat(process.waitFor()).as("the exit code of %n%s", command).isZero();
        return printed;
    }

    private static void assertSame(Document.Block expected, String printed, ExampleValues values) throws IOException {
        switch (expected.info()) {
            case "json" -> assertSameJson(expected.text(), printed, values);
            case "http" -> assertSameResponse(expected.text(), printed, values);
            default -> values.assertSame(expected.text().strip(), printed.strip());
        }
    }

    /// The response must have the documented headers, and may have more.
    private static void assertSameResponse(String expected, String printed, ExampleValues values) throws IOException {
        int head = expected.indexOf("\n\n");
        int printedHead = printed.indexOf("\n\n");
        List<String> headers = printed.substring(0, printedHead).lines().toList();
        for (String header : expected.substring(0, head).lines().toList()) {
            values.assertSame(header, header(headers, header));
        }
        assertSameJson(expected.substring(head), printed.substring(printedHead), values);
    }

    /// Returns the header of the same name, with the documented spelling of the name, which is case-insensitive.
    private static String header(List<String> headers, String documented) {
        int colon = documented.indexOf(':');
        if (colon < 0) {
            return headers.getFirst();
        }
        String name = documented.substring(0, colon + 1);
        Optional<String> header = headers.stream()
                .filter(each -> each.regionMatches(true, 0, name, 0, name.length()))
                .findFirst();
        return header.map(each -> name + each.substring(name.length())).orElse("no header " + name);
    }

    /// Both texts may be several JSON values, one after the other.
    private static void assertSameJson(String expected, String printed, ExampleValues values) throws IOException {
        List<JsonNode> documented = read(expected);
        List<JsonNode> actual = read(printed);
        assertThat(actual).hasSameSizeAs(documented);
        for (int i = 0; i < documented.size(); i++) {
            assertSame(documented.get(i), actual.get(i), values);
        }
    }

    private static List<JsonNode> read(String json) throws IOException {
        try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(json)) {
            return values.readAll();
        }
    }

    private static void assertSame(JsonNode documented, JsonNode actual, ExampleValues values) {
        assertThat(actual.getNodeType()).as("the type of " + actual).isEqualTo(documented.getNodeType());
        switch (documented.getNodeType()) {
            case OBJECT -> {
                assertThat(names(actual)).containsExactlyInAnyOrderElementsOf(names(documented));
                documented
                        .properties()
                        .forEach(member -> assertSame(member.getValue(), actual.path(member.getKey()), values));
            }
            case ARRAY -> {
                assertThat(actual).hasSameSizeAs(documented);
                for (int i = 0; i < documented.size(); i++) {
                    assertSame(documented.path(i), actual.path(i), values);
                }
            }
            case STRING -> values.assertSame(documented.asText(), actual.asText());
            default -> assertThat(actual).isEqualTo(documented);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
