package dev.containerevents.infra;

import java.nio.file.Path;

/// What the CDK's command line starts, in a JVM of its own.
final class SynthProcess {

    private SynthProcess() {}

    static ProcessBuilder in(Path directory) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Deployment.class.getName())
                .directory(directory.toFile())
                .redirectErrorStream(true);
    }
}
