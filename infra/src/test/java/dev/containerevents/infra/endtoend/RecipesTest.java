package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.Contract;
import dev.containerevents.infra.Operation;
import dev.containerevents.infra.repository.Document;
import dev.containerevents.infra.repository.NodeProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Runs the recipes of `RECIPES.md` as they are there, except for URL, organisation and key. Each record is stored
/// once.
@Execution(ExecutionMode.CONCURRENT)
final class RecipesTest {

    private static final int RECORDS = Integer.getInteger("records", 200);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Path SYSLOG_NG = Path.of("/usr/sbin/syslog-ng");

    @TempDir
    private Path folder;

    private final Tenant tenant;

    RecipesTest() throws Exception {
        tenant = Tenant.create(Cloud.current());
    }

    /// Returns the block of that language in a recipe.
    private String recipe(String language, URI uri, String beginning) throws IOException {
        return Document.read("functions/RECIPES.md").blocks().stream()
                .filter(block -> block.info().equals(language) && block.text().startsWith(beginning))
                .map(Document.Block::text)
                .findFirst()
                .orElseThrow()
                .replace("http://127.0.0.1:3000", uri.toString())
                .replace("/orgs/acme/", "/orgs/" + tenant.org() + "/")
                .replace("ce_acme_local", tenant.key());
    }

    /// Waits until all records are stored, and a little for any that is stored twice.
    private List<JsonNode> events() throws Exception {
        Instant end = Instant.now().plus(LONG);
        List<JsonNode> events = list();
        while (events.size() < RECORDS && Instant.now().isBefore(end)) {
            Thread.sleep(500);
            events = list();
        }
        Thread.sleep(1500);
        return list();
    }

    private List<JsonNode> list() throws Exception {
        Client client = tenant.cloud().client("Bearer " + tenant.key());
        List<JsonNode> events = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = client.send(
                            client.request("/orgs/" + tenant.org() + "/events?limit=1000&end=9000000000000" + token))
                    .json();
            page.path("events").forEach(events::add);
            String next = page.path("next_token").asText();
            token = next.isEmpty() ? "" : "&next_token=" + next;
        } while (!token.isEmpty());
        return events;
    }

    private static void assertEachOnce(List<JsonNode> events, Function<JsonNode, String> text) {
        assertThat(events.stream().map(text))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, RECORDS).mapToObj(i -> "line " + i).toList());
    }

    /// Through lost answers and throttled requests, and a restart.
    @Test
    void syslogNgStoresEachLineOnce() throws Exception {
        if (!Files.isExecutable(SYSLOG_NG)) {
            System.err.println(
                    "#### SKIPPED: syslog-ng isn't installed here (Debian: syslog-ng-core, syslog-ng-mod-http)");
            abort("there is no syslog-ng here");
        }
        Path lines = folder.resolve("app.log");
        try (UnreliableProxy proxy = new UnreliableProxy(tenant.cloud().uri())) {
            Path configuration = folder.resolve("syslog-ng.conf");
            Files.writeString(
                    configuration,
                    recipe("text", proxy.uri(), "@version")
                            .replace("/var/log/app.log", lines.toString())
                            .replace("batch-lines(500)", "batch-lines(" + RECORDS / 8 + ")"));
            Files.writeString(lines, lines(0, RECORDS / 2));
            run(configuration, proxy, RECORDS / 2);
            Files.writeString(lines, lines(0, RECORDS));
            run(configuration, proxy, RECORDS);
            assertThat(proxy.lost()).isPositive();
        }

        List<JsonNode> events = events();
        assertEachOnce(events, event -> event.path("message").asText());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("container_id").asText()).isNotEqualTo("unknown");
            assertThat(event.at("/context/_time").isMissingNode()).isTrue();
        });
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    }

    /// Runs syslog-ng until so many events are stored, and it knows that they are: it repeats a request after a
    /// second.
    private void run(Path configuration, UnreliableProxy proxy, int events) throws Exception {
        List<String> command = Stream.of(
                        SYSLOG_NG,
                        "--foreground",
                        "--no-caps",
                        "--cfgfile",
                        configuration,
                        "--persist-file",
                        folder.resolve("persist"),
                        "--pidfile",
                        folder.resolve("pid"),
                        "--control",
                        folder.resolve("control"))
                .map(Object::toString)
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        try {
            Instant end = Instant.now().plus(LONG);
            while ((list().size() < events || proxy.idle().compareTo(QUIET) < 0)
                    && Instant.now().isBefore(end)) {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("out")))
                        .isTrue();
                Thread.sleep(500);
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void log4jStoresEachEventOnce() throws Exception {
        Path configuration = folder.resolve("log4j2.xml");
        Files.writeString(configuration, recipe("xml", tenant.cloud().uri(), "<Configuration"));
        try (LoggerContext context = new LoggerContext("recipe", null, configuration.toUri())) {
            context.start();
            Logger logger = context.getLogger("shop.Orders");
            for (int i = 0; i < RECORDS; i++) {
                if (i % 10 == 0) {
                    logger.error("line {}", i);
                } else {
                    logger.info("line {}", i);
                }
            }
        }

        List<JsonNode> events = events();
        assertEachOnce(events, event -> event.path("message").asText());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("container_id").asText()).isEqualTo("shop");
            assertThat(event.path("event_type").asText()).isEqualTo("shop.Orders");
        });
        assertThat(events.stream().filter(event -> event.path("status").asText().equals("FAIL")))
                .hasSize(RECORDS / 10);
    }

    @Test
    void winstonStoresEachEventOnce() throws Exception {
        NodeProgram program = NodeProgram.install("recipes", "log.mjs");
        Files.writeString(
                program.packages().folder().resolve("recipe.mjs"),
                recipe("js", tenant.cloud().uri(), "import"));

        program.run(List.of(Integer.toString(RECORDS)), "");

        List<JsonNode> events = events();
        assertEachOnce(events, event -> event.path("message").asText());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("event_type").asText()).isEqualTo("order.placed");
            assertThat(event.at("/actor/id").asText()).isEqualTo("joe");
        });
        assertThat(events.stream()
                        .collect(Collectors.groupingBy(
                                event -> event.path("status").asText())))
                .hasEntrySatisfying("FAIL", failed -> assertThat(failed).hasSize(RECORDS / 10));
    }

    /// FastMCP's client starts the recipe as a server, lists its tools and calls one.
    @Test
    void fastMcpMakesToolsOfTheOperations() throws Exception {
        if (!hasFastMcp()) {
            System.err.println("#### SKIPPED: the recipe of FastMCP: python3 can't import it (pip install fastmcp)");
            abort("there is no FastMCP here");
        }
        String id = tenant.log("c-1", "ACCESS", 0);
        Path server = folder.resolve("server.py");
        Files.writeString(
                server,
                recipe("python", tenant.cloud().uri(), "import")
                        .replace(
                                "ce_acmereader_local",
                                tenant.issue("\"read\"", "").path("key").asText()));

        JsonNode printed = new ObjectMapper()
                .readTree(python(
                        Path.of("src", "test", "fastmcp", "call.py").toString(),
                        server.toString(),
                        "ListContainerEvents",
                        "{\"org_id\":\"" + tenant.org() + "\",\"container_id\":\"c-1\"}"));

        assertThat(printed.path("tools").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(
                        Contract.read().operations().stream().map(Operation::id).toList());
        assertThat(printed.path("result").findValuesAsText("event_id")).containsExactly(id);
    }

    private static boolean hasFastMcp() throws InterruptedException {
        try {
            Process python = new ProcessBuilder("python3", "-c", "import fastmcp")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return python.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Runs a program in Python and returns what it prints.
    private String python(String... arguments) throws Exception {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process python = new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(arguments))
                        .toList())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(python.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(python.exitValue()).as(Files.readString(errors)).isZero();
            return Files.readString(output);
        } finally {
            python.destroyForcibly();
        }
    }
}
