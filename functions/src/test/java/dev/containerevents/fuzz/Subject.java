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

/// One handler, what it may be sent, and what must be true of its answers.
interface Subject extends AutoCloseable {

    Arbitrary<String> events();

    /// Sends one event and fails if the answer is none of those that are documented.
    void check(String event) throws Exception;

    /// What must be true when all is sent.
    ///
    /// @return what came of it, for the log
    default String checkAfterwards() {
        return "";
    }

    @Override
    default void close() {}

    /// The samples of a function whose status begins so.
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
                if (Mutation.MAPPER.readTree(Files.readString(file)) instanceof ObjectNode sample) {
                    samples.add(sample);
                }
            }
        }
        return samples;
    }
}
