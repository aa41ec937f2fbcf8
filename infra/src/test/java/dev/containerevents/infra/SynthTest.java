package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.repository.Repository;
import dev.containerevents.infra.stack.Synthesised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What the CDK's command line gets besides the template.
@Execution(ExecutionMode.CONCURRENT)
final class SynthTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    /// Neither the name nor the process nor its working directory is in the template: otherwise each deployment
    /// would replace the API's.
    @Test
    void aSecondCopyIsTheSameTemplateUnderAnotherName() throws IOException, InterruptedException {
        ProcessBuilder synth = SynthProcess.in(Repository.root()).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        synth.environment().put("CDK_OUTDIR", folder.toString());
        synth.environment().put("CDK_CONTEXT_JSON", "{\"name\":\"Second\"}");
        assertThat(synth.start().waitFor()).isZero();
        assertThat(folder.resolve("Second.template.json")).content().isEqualTo(Files.readString(Synthesised.file()));
    }

    @Test
    void protectsTheStackAgainstItsDeletion() throws IOException {
        JsonNode stack = manifest().path("artifacts").path(Synth.STACK);
        assertThat(stack.path("properties").path("terminationProtection").asBoolean())
                .isTrue();
    }

    /// A flag without a decision gets another value with the CDK's next major version.
    @Test
    void decidesOnEveryFeatureFlag() throws IOException {
        List<String> undecided = manifest()
                .path("artifacts")
                .valueStream()
                .filter(artifact -> artifact.path("type").asText().equals("cdk:feature-flag-report"))
                .flatMap(report -> report.path("properties").path("flags").properties().stream())
                .filter(flag -> !isDecided(flag.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(undecided).as("flags without a value in cdk.json").isEmpty();
    }

    /// A recommended value that is already the default needs no decision.
    private static boolean isDecided(JsonNode flag) {
        JsonNode unset = flag.path("unconfiguredBehavesLike").path("v2");
        return flag.has("userValue") || flag.path("recommendedValue").asText().equals(unset.asText("false"));
    }

    @Test
    void sendsNoTelemetry() throws IOException {
        JsonNode configuration =
                MAPPER.readTree(Repository.root().resolve("infra/cdk.json").toFile());
        assertThat(configuration.path("context").path("cli-telemetry").asBoolean(true))
                .isFalse();
    }

    private static JsonNode manifest() throws IOException {
        return MAPPER.readTree(
                Synthesised.file().resolveSibling("manifest.json").toFile());
    }
}
