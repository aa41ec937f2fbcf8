package dev.containerevents.infra;

import java.nio.file.Path;

/// The app as the CDK's command line starts it, in a separate JVM.
final class SynthProcess {

    private SynthProcess() {}

    static ProcessBuilder in(Path directory) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It doesn't run long enough for the other compiler.
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CdkApp.class.getName())
                .directory(directory.toFile())
                .redirectErrorStream(true);
    }
}
