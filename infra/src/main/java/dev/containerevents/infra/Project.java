package dev.containerevents.infra;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The project's own folders, found from any folder of it.
public final class Project {

    private Project() {}

    /// A folder, if there is one.
    ///
    /// @param path from the top of the project: `events-samples`
    public static Optional<Path> folder(String path) {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(path))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
