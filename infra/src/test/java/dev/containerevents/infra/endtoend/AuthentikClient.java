package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// authentik's own client from npm, in Node.js. Its files are installed into `target`, from the lock that stands
/// beside its script.
///
/// @param name     the version: a dependency of `src/test/authentik/package.json`
/// @param basePath as a user of the client configures it
/// @param key      null for a client that has none
record AuthentikClient(
        String name, String basePath, @Nullable String key) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path SOURCE = Path.of("src", "test", "authentik");
    private static final Path INSTALLED = Path.of("target", "authentik");
    private static final String LOCK = "package-lock.json";

    /// Installs both versions, unless that was done already.
    static synchronized void install() throws IOException, InterruptedException {
        Path done = INSTALLED.resolve("node_modules").resolve(".package-lock.json");
        Path lock = INSTALLED.resolve(LOCK);
        if (Files.exists(done) && Files.exists(lock) && Files.mismatch(lock, SOURCE.resolve(LOCK)) == -1) {
            copy("report.cjs");
            return;
        }
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", LOCK, "report.cjs")) {
            copy(file);
        }
        run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), "", 5);
    }

    private static void copy(String file) throws IOException {
        Files.copy(SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    /// Reports these events, one after the other.
    ///
    /// @param requests each the `eventRequest` of a call, in JSON; a time as `{"$date":"…"}`
    /// @return what the client made of each answer: `event`, or the `status` and `body` of its error
    List<JsonNode> report(List<String> requests) throws IOException, InterruptedException {
        List<String> command = List.of("node", "report.cjs", name, basePath, key == null ? "-" : key);
        return MAPPER.readerFor(JsonNode.class)
                .<JsonNode>readValues(run(command, String.join("\n", requests) + "\n", 1))
                .readAll();
    }

    /// The output of a program that must succeed.
    private static String run(List<String> command, String input, int minutes)
            throws IOException, InterruptedException {
        Path in = Files.createTempFile(INSTALLED, "in", ".txt");
        Path out = Files.createTempFile(INSTALLED, "out", ".txt");
        Path err = Files.createTempFile(INSTALLED, "err", ".txt");
        Files.writeString(in, input, StandardCharsets.UTF_8);
        Process process = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " takes more than " + minutes + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(err));
        }
        String output = Files.readString(out);
        for (Path file : List.of(in, out, err)) {
            Files.delete(file);
        }
        return output;
    }
}
