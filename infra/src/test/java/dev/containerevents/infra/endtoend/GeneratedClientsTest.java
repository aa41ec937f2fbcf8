package dev.containerevents.infra.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.repository.NpmPackage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Clients are generated from the published contract, compiled, and run against the API. Each does the same: it
/// creates an event, sends a bulk of three events of which the second is invalid, walks the list in pages of two,
/// counts, and reads a problem. Then it reports what it has read.
///
/// The clients of openapi-generator take a minute and need the profile `clients`:
///
///     mvn package -Dclients=true -Dtest=GeneratedClientsTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
final class GeneratedClientsTest {

    private static final String EXPECTED = """
        {"accepted":2,"rejected":1,"fault":"body/timestamp","events":3,"pages":2,"container":"org/repo x",
         "actor":{"id":"joe","name":"Joe"},"context":{"door":3,"deep":[{"n":1}]},"client_ip":"192.0.2.7","count":3,
         "problem":{"status":400,"where":"query/start"}}
        """;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The generator, and the libraries of the client in Java: the profile `clients` copies them.
    private static final Path JARS = Path.of("target", "clients");

    private Cloud cloud;
    private NpmPackage tools;

    @BeforeAll
    void fetchTheContract() throws Exception {
        cloud = Cloud.current();
        tools = NpmPackage.install("contract");
        Files.writeString(
                tools.folder().resolve("openapi.json"),
                cloud.client(null).get("/openapi.json").text());
    }

    @Test
    void openapiFetch() throws Exception {
        tools.runBin("openapi-typescript", "openapi.json", "-o", "openapi-typescript/schema.d.ts");
        compileTypeScript("openapi-fetch.ts");
        run(List.of("node", "out/openapi-fetch.js"), Map.of());
    }

    @Test
    void heyApi() throws Exception {
        tools.runBin("openapi-ts", "-f", "openapi-ts.config.mjs");
        compileTypeScript("hey-api.ts");
        run(List.of("node", "out/hey-api.js"), Map.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "clients", matches = "true")
    void typescriptFetch() throws Exception {
        generate("typescript-fetch", "typescript-fetch", "--additional-properties=importFileExtension=.js");
        compileTypeScript("typescript-fetch.ts");
        run(List.of("node", "out/typescript-fetch.js"), Map.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "clients", matches = "true")
    void java() throws Exception {
        generate(
                "java",
                "java",
                "--library=native",
                "--additional-properties=openApiNullable=false,useJakartaEe=true,useSingleRequestParameter=true");
        Files.createDirectories(tools.folder().resolve("java-classes"));
        List<String> compile = new ArrayList<>(List.of(
                jdk("javac"), "-proc:none", "-nowarn", "-cp", JARS.toAbsolutePath() + "/*", "-d", "java-classes"));
        compile.addAll(files("java/src/main/java", ".java"));
        compile.add("GeneratedClient.java");
        tools.run(compile, 3);
        run(
                List.of(
                        jdk("java"),
                        "-cp",
                        "java-classes" + File.pathSeparator + JARS.toAbsolutePath() + "/*",
                        "GeneratedClient"),
                Map.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "clients", matches = "true")
    void go() throws Exception {
        skipUnless(succeeds("go", "version"), "the client in Go: there is no go");
        generate("go", "go/events", "--package-name=events");
        // The generated module becomes a package of ours.
        Files.deleteIfExists(tools.folder().resolve("go/events/go.mod"));
        Files.deleteIfExists(tools.folder().resolve("go/events/go.sum"));
        for (Map.Entry<String, String> file :
                Map.of("go.mod", "go/go.mod", "client.go", "go/main.go").entrySet()) {
            Files.copy(
                    tools.folder().resolve(file.getKey()),
                    tools.folder().resolve(file.getValue()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        tools.run(
                List.of("sh", "-c", "cd go && go build -o client ."),
                "",
                Map.of("GOPROXY", "off", "GOFLAGS", "-mod=mod", "GOTOOLCHAIN", "local"),
                5);
        run(List.of(tools.folder().resolve("go/client").toString()), Map.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "clients", matches = "true")
    void python() throws Exception {
        String python = Stream.of("python3", "/usr/bin/python3")
                .filter(each -> succeeds(each, "-c", "import pydantic, urllib3, dateutil, typing_extensions"))
                .findFirst()
                .orElse("");
        skipUnless(
                !python.isEmpty(),
                "the client in Python: there is no python3 with pydantic, urllib3, dateutil and typing_extensions");
        boolean old = tools.run(List.of(python, "-c", "import pydantic; print(pydantic.VERSION)"), 1)
                .startsWith("1.");
        generate(old ? "python-pydantic-v1" : "python", "python");
        run(
                List.of(python, "client.py"),
                Map.of("PYTHONPATH", "python" + (old ? File.pathSeparator + "python-pydantic-v1" : "")));
    }

    /// Runs a client with its own organisation.
    private void run(List<String> command, Map<String, String> environment) throws Exception {
        Tenant tenant = Tenant.create(cloud);
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(cloud.uri().toString(), tenant.key(), tenant.org()));
        assertThat(MAPPER.readTree(tools.run(all, "", environment, 1))).isEqualTo(MAPPER.readTree(EXPECTED));
    }

    private void compileTypeScript(String program) throws IOException, InterruptedException {
        tools.runBin(
                "tsc",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--types",
                "node",
                "--rootDir",
                ".",
                "--outDir",
                "out",
                program);
    }

    private void generate(String generator, String folder, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                jdk("java"),
                "-jar",
                JARS.resolve("openapi-generator-cli.jar").toAbsolutePath().toString(),
                "generate",
                "-i",
                "openapi.json",
                "-g",
                generator,
                "-o",
                folder,
                "--global-property=apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"));
        command.addAll(List.of(options));
        tools.run(command, 3);
    }

    private List<String> files(String folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(tools.folder().resolve(folder))) {
            return files.map(file -> tools.folder().relativize(file).toString())
                    .filter(file -> file.endsWith(suffix))
                    .toList();
        }
    }

    private boolean succeeds(String... command) {
        try {
            tools.run(List.of(command), 1);
            return true;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void skipUnless(boolean possible, String what) {
        if (!possible) {
            System.err.println("#### SKIPPED: " + what);
        }
        assumeTrue(possible, what);
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
