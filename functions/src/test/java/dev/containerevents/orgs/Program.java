package dev.containerevents.orgs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program of this machine that a test runs.
///
/// @param debianPackage its package in Debian
record Program(String name, String debianPackage) {

    private static boolean areListsCurrent;

    /// Installs the program if it is missing and the machine allows it. Otherwise, skips the test and says so.
    void require() throws IOException, InterruptedException {
        synchronized (Program.class) {
            if (!isThere()
                    && System.getProperty("user.name").equals("root")
                    && new Program("apt-get", "apt").isThere()) {
                Program aptGet = new Program("apt-get", "apt");
                if (!areListsCurrent) {
                    aptGet.run(Path.of("."), List.of("-q", "update"));
                    areListsCurrent = true;
                }
                aptGet.run(Path.of("."), List.of("-q", "-y", "--no-install-recommends", "install", debianPackage));
            }
        }
        boolean isThere = isThere();
        String skipped = "SKIPPED: there is no " + name + " here; install " + debianPackage + " to run this test";
        if (!isThere) {
            System.err.println(skipped);
        }
        assumeTrue(isThere, skipped);
    }

    private boolean isThere() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /// Returns what the program prints.
    ///
    /// @throws IOException if it fails, with its output
    String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(name), arguments.stream()).toList())
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(name + " takes more than five minutes");
        }
        String output = Files.readString(out, StandardCharsets.UTF_8);
        String errors = Files.readString(err, StandardCharsets.UTF_8);
        Files.delete(out);
        Files.delete(err);
        if (process.exitValue() != 0) {
            throw new IOException(name + " failed: " + errors);
        }
        return output;
    }
}
