package dev.containerevents.infra.repository;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A Node.js script with its packages from npm.
///
/// @param script its file among them
public record NodeProgram(String script, NpmPackage packages) {

    /// Installs the packages of a script, unless that was done already.
    ///
    /// @param name the folder of `src/test` that has the script and its packages
    public static NodeProgram install(String name, String script) throws IOException, InterruptedException {
        return new NodeProgram(script, NpmPackage.install(name));
    }

    /// Runs it and returns its output.
    ///
    /// @throws IOException if it fails, or takes more than five minutes
    public String run(List<String> arguments, String input) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("node", script), arguments.stream()).toList();
        return packages.run(command, input, Map.of(), 5);
    }
}
