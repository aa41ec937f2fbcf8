package dev.containerevents.infra;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the project's folders, from any folder of the project.
public final class Project {

    private Project() {}

    /// Returns a folder, if it exists.
    ///
    /// @param path from the top of the project: `events-samples`
    public static Optional<Path> folder(String path) {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(path))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
