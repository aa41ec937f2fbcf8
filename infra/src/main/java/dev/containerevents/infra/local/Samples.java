package dev.containerevents.infra.local;

import dev.containerevents.infra.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The events that the project has as samples of what reaches a function.
final class Samples {

    private Samples() {}

    /// The files in `events-samples/list-org-events` for a function whose handler is `ListOrgEvents`, sorted; none
    /// if there is no such folder.
    static List<Path> of(FunctionSpec function) throws IOException {
        String type = function.handler().split("::", 2)[0];
        String name = type.substring(type.lastIndexOf('.') + 1);
        Optional<Path> folder = Project.folder(
                "events-samples/" + name.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.sorted().toList();
        }
    }
}
