package dev.containerevents.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same sources give the same template, byte by byte: otherwise each deployment would replace the API's.
final class StableSynthTest {

    private static final int SECONDS = 120;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isTheSameInAnotherProcessAndAnotherWorkingDirectory() throws IOException, InterruptedException {
        Path root = Repository.root();
        Process first = synth(root, "first");
        Process second = synth(root.resolve("infra"), "second");
        assertThat(first.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(template("first")).isEqualTo(template("second"));
    }

    private Process synth(Path directory, String name) throws IOException {
        ProcessBuilder synth = SynthProcess.in(directory);
        synth.environment().put("CDK_OUTDIR", folder.resolve(name).toString());
        return synth.redirectOutput(folder.resolve(name + ".log").toFile()).start();
    }

    private String template(String name) throws IOException {
        Path file = folder.resolve(name).resolve(Synth.STACK + ".template.json");
        assertThat(file).as(Files.readString(folder.resolve(name + ".log"))).exists();
        return Files.readString(file);
    }
}
