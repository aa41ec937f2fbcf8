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
        Process synth = synth(Repository.root());
        assertThat(synth.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        Path other = folder.resolve(Synth.STACK + ".template.json");
        assertThat(other).as(Files.readString(log())).exists();
        assertThat(Files.readString(other)).isEqualTo(Files.readString(Synthesised.file()));
    }

    private Process synth(Path directory) throws IOException {
        ProcessBuilder synth = SynthProcess.in(directory);
        synth.environment().put("CDK_OUTDIR", folder.toString());
        return synth.redirectOutput(log().toFile()).start();
    }

    private Path log() {
        return folder.resolve("synth.log");
    }
}
