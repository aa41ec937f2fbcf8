package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.repository.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A missing prerequisite is reported in one sentence.
final class PrerequisitesTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void reportsThatNodeIsMissing() throws IOException, InterruptedException {
        ProcessBuilder synth = SynthProcess.in(Repository.root());
        synth.environment().put("PATH", folder.toString());
        assertThat(failure(synth))
                .isEqualTo("The CDK needs Node.js: install version 20 or later, so that `node` is on the PATH.");
    }

    @Test
    void reportsThatTheFunctionsAreNotBuilt() throws IOException, InterruptedException {
        assertThat(failure(SynthProcess.in(folder)))
                .isEqualTo("There is no *-lambda.jar in functions/target: run `mvn package` first.");
    }

    private static String failure(ProcessBuilder synth) throws IOException, InterruptedException {
        Process process = synth.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return said.strip();
    }
}
