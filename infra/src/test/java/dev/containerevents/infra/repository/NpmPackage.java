package dev.containerevents.infra.repository;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Files of the tests with their packages from npm.
///
/// @param folder the folder in which they are installed and run
public record NpmPackage(Path folder) {

    private static final String LOCK = "package-lock.json";

    private static final Map<String, NpmPackage> INSTALLED = new HashMap<>();

    /// Copies a folder of `src/test` into `target` and installs the packages of its lock there, once for all
    /// tests. What an earlier build has installed of the same lock stays.
    ///
    /// @param name the folder: `authentik`
    public static synchronized NpmPackage install(String name) throws IOException, InterruptedException {
        NpmPackage installed = INSTALLED.get(name);
        if (installed == null) {
            installed = new NpmPackage(Repository.root().resolve("infra/target").resolve(name));
            // Another process may be installing it.
            Path lock = installed.folder.resolveSibling(name + ".lock");
            Files.createDirectories(lock.getParent());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                installed.installFrom(
                        Repository.root().resolve("infra/src/test").resolve(name));
            }
            INSTALLED.put(name, installed);
        }
        return installed;
    }

    private void installFrom(Path source) throws IOException, InterruptedException {
        Path lock = folder.resolve(LOCK);
        boolean isCurrent = Files.exists(folder.resolve("node_modules").resolve(".package-lock.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, source.resolve(LOCK)) == -1;
        copy(source);
        if (!isCurrent) {
            run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), 5);
        }
    }

    private void copy(Path source) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(source)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = folder.resolve(source.relativize(file));
            Files.createDirectories(copy.getParent());
            // Another process may be running an equal one.
            if (!Files.exists(copy) || Files.mismatch(file, copy) != -1) {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /// Runs a program of one of the packages and returns its output.
    ///
    /// @throws IOException if it fails, or takes more than three minutes
    public String runBin(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add("node");
        command.add(
                folder.resolve("node_modules/.bin").resolve(name).toRealPath().toString());
        command.addAll(List.of(arguments));
        return run(command, 3);
    }

    /// What any program prints.
    ///
    /// @throws IOException if it fails, or takes longer
    public String run(List<String> command, int minutes) throws IOException, InterruptedException {
        return run(command, "", Map.of(), minutes);
    }

    /// Runs any program with an input and returns its output.
    ///
    /// @param environment further variables
    /// @throws IOException if it fails, or takes longer
    public String run(List<String> command, String input, Map<String, String> environment, int minutes)
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
            throw new IOException(command + " takes more than " + minutes + " minutes: " + Files.readString(out)
                    + Files.readString(err));
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
