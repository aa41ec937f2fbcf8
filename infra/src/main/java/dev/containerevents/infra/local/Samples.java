package dev.containerevents.infra.local;

import dev.containerevents.infra.Project;
import dev.containerevents.infra.local.template.FunctionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The project's sample events of functions.
public final class Samples {

    private Samples() {}

    /// Returns the sorted files of `events-samples/list-org-events` for the handler `ListOrgEvents`; none if there
    /// is no such folder.
    public static List<Path> of(FunctionSpec function) throws IOException {
        String type = function.handler().split("::", 2)[0];
        String name = type.substring(type.lastIndexOf('.') + 1);
        Optional<Path> folder = Project.folder("events-samples/" + folder(name));
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.sorted().toList();
        }
    }

    /// Returns the name of a function's folder: `list-org-events` for `ListOrgEvents`.
    public static String folder(String function) {
        return function.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
