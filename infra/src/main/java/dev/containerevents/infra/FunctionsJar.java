package dev.containerevents.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The jar with all functions and their dependencies.
public final class FunctionsJar {

    private static final String FOLDER = "functions/target";
    private static final String SUFFIX = "-lambda.jar";

    private FunctionsJar() {}

    /// Finds the jar of the last build, from any folder of the project.
    ///
    /// @throws MissingPrerequisite if it isn't built
    public static Path path() {
        List<Path> jars = Project.folder(FOLDER).map(FunctionsJar::jars).orElse(List.of());
        return switch (jars.size()) {
            case 1 -> jars.getFirst();
            case 0 ->
                throw new MissingPrerequisite(
                        "There is no *" + SUFFIX + " in " + FOLDER + ": run `mvn package` first.");
            default ->
                throw new MissingPrerequisite("Only one of " + jars + " can be deployed: run `mvn clean package`.");
        };
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
