package dev.containerevents.infra.stack;

import dev.containerevents.infra.Synth;
import dev.containerevents.infra.repository.Scratch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The template of this project, synthesised once for all tests of a process.
public final class Synthesised {

    private static @Nullable Path file;

    private Synthesised() {}

    /// Returns its file, which is next to its assets.
    public static synchronized Path file() {
        if (file == null) {
            file = Synth.template(Scratch.file("cdk.out"));
        }
        return file;
    }

    /// Runs what uses the CDK, while nothing else does: it isn't thread-safe.
    public static synchronized void alone(Runnable synth) {
        synth.run();
    }

    public static StackTemplate template() {
        return StackTemplate.read(file());
    }
}
