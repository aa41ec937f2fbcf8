package dev.containerevents.infra.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs from npm and the files that belong to them: a folder of `src/test` with a `package.json` and its lock.
/// They are copied and installed into `target`.
///
/// @param source the folder, with everything that the programs need
/// @param folder where they are installed, and run
record NpmPackage(Path source, Path folder) {

    private static final String LOCK = "package-lock.json";

    /// @param name the folder's name in `src/test`, and in `target`
    static NpmPackage named(String name) {
        return new NpmPackage(Path.of("src", "test", name), Path.of("target", name));
    }

    /// Copies the files, and installs what the lock says, unless that was done already.
    NpmPackage install() throws IOException, InterruptedException {
        synchronized (NpmPackage.class) {
            Path done = folder.resolve("node_modules").resolve(".package-lock.json");
            Path lock = folder.resolve(LOCK);
            boolean installed =
                    Files.exists(done) && Files.exists(lock) && Files.mismatch(lock, source.resolve(LOCK)) == -1;
            copy();
            if (!installed) {
                run(5, List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
            }
            return this;
        }
    }

    private void copy() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(source)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = folder.resolve(source.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// The output of a program of the package, which must succeed.
    String program(int minutes, String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "node",
                folder.resolve("node_modules/.bin").resolve(name).toRealPath().toString()));
        command.addAll(List.of(arguments));
        return run(minutes, command);
    }

    /// The output of any program that must succeed.
    String run(int minutes, List<String> command) throws IOException, InterruptedException {
        return run(minutes, command, "", Map.of());
    }

    /// @param environment further variables
    String run(int minutes, List<String> command, String input, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path in = Files.createTempFile(folder, "in", ".txt");
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Files.writeString(in, input, StandardCharsets.UTF_8);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " takes more than " + minutes + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(out) + Files.readString(err));
        }
        String output = Files.readString(out);
        for (Path file : List.of(in, out, err)) {
            Files.delete(file);
        }
        return output;
    }
}
