package dev.containerevents.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;

/// One handler, its possible events, and what must be true of its responses.
interface Subject extends AutoCloseable {

    Arbitrary<String> events();

    /// Sends one event, and fails if the response isn't a documented one.
    void check(String event) throws Exception;

    /// Checks what must be true when all events were sent.
    ///
    /// @return a summary for the log
    default String checkAfterwards() {
        return "";
    }

    @Override
    default void close() {}

    /// Returns the samples of a function whose status begins with that text.
    static List<ObjectNode> samples(String function, String status) throws IOException {
        Path folder = Path.of(
                "..",
                "events-samples",
                function.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
        List<ObjectNode> samples = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(status))
                    .sorted()
                    .toList()) {
                if (JsonMutation.MAPPER.readTree(Files.readString(file)) instanceof ObjectNode sample) {
                    samples.add(sample);
                }
            }
        }
        return samples;
    }
}
