package dev.containerevents.infra.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// No deployment adds or removes more than one index.
final class DeployedIndexesTest {

    private static final String FILE = "infra/src/test/resources/deployed-indexes.txt";

    @Test
    void lastStepIsTheTemplate() throws IOException {
        Set<String> indexes = new HashSet<>();
        Synthesised.template()
                .only("AWS::DynamoDB::Table")
                .path("GlobalSecondaryIndexes")
                .forEach(index -> indexes.add(index.path("IndexName").asText()));
        assertThat(steps().getLast()).as("the last line of " + FILE).isEqualTo(indexes);
    }

    @Test
    void eachStepChangesOneIndexAtMost() throws IOException {
        List<Set<String>> steps = steps();
        for (int i = 1; i < steps.size(); i++) {
            assertThat(difference(steps.get(i - 1), steps.get(i)))
                    .as("what step %d of %s changes", i + 1, FILE)
                    .hasSize(1);
        }
    }

    private static List<Set<String>> steps() throws IOException {
        return Files.readAllLines(Repository.root().resolve(FILE)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Set.of(line.split(" ")))
                .toList();
    }

    private static Set<String> difference(Set<String> before, Set<String> after) {
        Set<String> changed = new HashSet<>(before);
        changed.addAll(after);
        changed.removeIf(index -> before.contains(index) && after.contains(index));
        return changed;
    }
}
