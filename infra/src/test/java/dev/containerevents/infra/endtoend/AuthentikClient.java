package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// authentik's own client from npm, in Node.js.
///
/// @param name     the version: a dependency of `src/test/authentik/package.json`
/// @param basePath as a user of the client configures it
/// @param key      null for a client that has none
record AuthentikClient(
        String name, String basePath, @Nullable String key) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final NpmPackage VERSIONS = NpmPackage.named("authentik");

    /// Installs both versions, unless that was done already.
    static void install() throws IOException, InterruptedException {
        VERSIONS.install();
    }

    /// Reports these events, one after the other.
    ///
    /// @param requests each the `eventRequest` of a call, in JSON; a time as `{"$date":"…"}`
    /// @return what the client made of each answer: `event`, or the `status` and `body` of its error
    List<JsonNode> report(List<String> requests) throws IOException, InterruptedException {
        List<String> command = List.of("node", "report.cjs", name, basePath, key == null ? "-" : key);
        String input = String.join("\n", requests) + "\n";
        return MAPPER.readerFor(JsonNode.class)
                .<JsonNode>readValues(VERSIONS.run(1, command, input, Map.of()))
                .readAll();
    }
}
