package dev.containerevents.infra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A script for Node.js with the packages that it needs from npm.
///
/// @param script its file in the folder
/// @param folder where it is installed
public record NodeProgram(String script, Path folder) {

    private static final String LOCK = "package-lock.json";

    /// Copies a folder of `src/test` into `target` and installs the packages of its lock there, unless that was
    /// done already.
    ///
    /// @param name the folder: `authentik`
    public static synchronized NodeProgram install(String name, String script)
            throws IOException, InterruptedException {
        Path source = Repository.root().resolve("infra/src/test").resolve(name);
        NodeProgram program = new NodeProgram(
                script, Repository.root().resolve("infra/target").resolve(name));
        Path lock = program.folder.resolve(LOCK);
        boolean installed = Files.exists(program.folder.resolve("node_modules").resolve(".package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, source.resolve(LOCK)) == -1;
        Files.createDirectories(program.folder);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, program.folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!installed) {
            program.output(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), "", 5);
        }
        return program;
    }

    /// What it prints.
    ///
    /// @throws IOException if it fails, or takes more than a minute
    public String run(List<String> arguments, String input) throws IOException, InterruptedException {
        return output(
                Stream.concat(Stream.of("node", script), arguments.stream()).toList(), input, 1);
    }

    private String output(List<String> command, String input, int minutes) throws IOException, InterruptedException {
        Path in = Files.createTempFile(folder, "in", ".txt");
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Files.writeString(in, input, StandardCharsets.UTF_8);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
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
