package dev.containerevents.infra.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds the files of this project, wherever the tests are started.
public final class Repository {

    private Repository() {}

    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, folder -> folder != null, Path::getParent)
                .filter(folder ->
                        Files.isDirectory(folder.resolve("functions")) && Files.isDirectory(folder.resolve("infra")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(here + " is not inside the project"));
    }

    /// Returns the Java files of both modules, main and test.
    public static List<Path> javaFiles() {
        return Stream.of("functions/src", "infra/src")
                .flatMap(folder -> files(root().resolve(folder)))
                .filter(file -> file.toString().endsWith(".java"))
                .sorted()
                .toList();
    }

    static Stream<Path> files(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
