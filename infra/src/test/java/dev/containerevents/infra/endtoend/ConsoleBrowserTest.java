package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.FunctionsJar;
import dev.containerevents.infra.repository.NpmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The console in a real browser: most cases over an API whose log is the same each time, one over the local
/// cloud. `-Dconsole=true` runs all of them, `-Dconsole=<expression>` those whose name it finds.
final class ConsoleBrowserTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String NO_BROWSER = "BROWSER TESTS SKIPPED: no chromium; apt-get install chromium";

    private static final Path SOURCES =
            Path.of("..", "functions", "src", "console").toAbsolutePath().normalize();

    /// Pictures of what failed.
    private static final Path PICTURES = Path.of("target", "console-pictures").toAbsolutePath();

    @TestFactory
    Stream<DynamicTest> works() throws Exception {
        if (browser().isEmpty()) {
            assertThat(System.getProperty("browser")).as(NO_BROWSER).isNotEqualTo("required");
            System.err.println(NO_BROWSER);
            abort(NO_BROWSER);
        }
        NpmPackage program = NpmPackage.install("console");
        String output =
                program.run(List.of("node", "console.mjs"), options(program).toString(), Map.of(), 30);
        List<JsonNode> cases =
                MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(output).readAll();
        assertThat(cases).hasSizeGreaterThan(System.getProperty("console") == null ? 10 : 0);
        return cases.stream()
                .map(result -> DynamicTest.dynamicTest(result.path("name").asText(), () -> {
                    result.path("notes").forEach(note -> System.out.println(note.asText()));
                    assertThat(result.path("failure").asText()).isEmpty();
                }));
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("CHROME_BIN"), "/usr/bin/chromium", "/usr/bin/google-chrome")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ObjectNode options(NpmPackage program) throws Exception {
        Cloud cloud = Cloud.current();
        String choice = System.getProperty("console", "");
        ObjectNode options = MAPPER.createObjectNode()
                .put("assets", unpacked(program.folder().resolve("assets")).toString())
                .put("pictures", PICTURES.toString())
                .put("all", !choice.isEmpty())
                .put("console", SOURCES.toString())
                .put("isQuiet", Boolean.getBoolean("quiet"))
                .put("url", cloud.uri().toString())
                .put("org", cloud.org())
                .put("key", cloud.key())
                .put("readerKey", cloud.readerKey());
        if (!choice.isEmpty() && !choice.equals("true")) {
            options.put("only", choice);
        }
        return options;
    }

    /// The console as it is deployed.
    private static Path unpacked(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (JarFile jar = new JarFile(FunctionsJar.path().toFile())) {
            for (ZipEntry entry : jar.stream()
                    .filter(entry -> entry.getName().matches("console/.+"))
                    .toList()) {
                String name = entry.getName().substring("console/".length());
                Files.write(folder.resolve(name), jar.getInputStream(entry).readAllBytes());
            }
        }
        return folder;
    }
}
