package dev.containerevents.infra.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder in which the tests of this process write files. The build runs tests in several processes, each of
/// which has its own.
public final class Scratch {

    private static final Path FOLDER =
            Path.of("target", System.getProperty("scratch", "tests")).toAbsolutePath();

    /// Held for as long as the process lives.
    @SuppressWarnings("unused")
    private static final FileLock LOCK = lock();

    private Scratch() {}

    private static FileLock lock() {
        try {
            Path file = Files.createDirectories(FOLDER).resolve("lock");
            @Nullable
            FileLock lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .tryLock();
            if (lock == null) {
                throw new IllegalStateException("another process writes its files in " + FOLDER);
            }
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the folder.
    public static Path folder() {
        return FOLDER;
    }

    /// Returns the path of a file in it.
    public static Path file(String name) {
        return FOLDER.resolve(name);
    }
}
