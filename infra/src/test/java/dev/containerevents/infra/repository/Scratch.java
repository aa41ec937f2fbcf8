package dev.containerevents.infra.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder in which the tests of this process write files. The build runs tests in several processes.
public final class Scratch {

    private static final Path FOLDER =
            Path.of("target", "tests-" + System.getProperty("fork", "1")).toAbsolutePath();

    private Scratch() {}

    /// Returns the folder.
    public static Path folder() {
        try {
            return Files.createDirectories(FOLDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the path of a file in it.
    public static Path file(String name) {
        return folder().resolve(name);
    }
}
