package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.repository.NodeProgram;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// authentik's own client from npm, in Node.js.
///
/// @param program  the script that reports events with it
/// @param name     the version: a dependency of `src/test/authentik/package.json`
/// @param basePath as a user of the client configures it
/// @param key      null for a client without a key
record AuthentikClient(
        NodeProgram program,
        String name,
        String basePath,
        @Nullable String key) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// Installs both versions, unless that was done already.
    static NodeProgram install() throws IOException, InterruptedException {
        return NodeProgram.install("authentik", "report.cjs");
    }

    /// Reports these events, one after the other.
    ///
    /// @param requests each the `eventRequest` of a call, in JSON; a time as `{"$date":"…"}`
    /// @return the client's result of each call: `event`, or the `status` and `body` of its error
    List<JsonNode> report(List<String> requests) throws IOException, InterruptedException {
        List<String> arguments = List.of(name, basePath, key == null ? "-" : key);
        return MAPPER.readerFor(JsonNode.class)
                .<JsonNode>readValues(program.run(arguments, String.join("\n", requests) + "\n"))
                .readAll();
    }
}
