package dev.containerevents.infra.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Loopback;
import dev.containerevents.table.FaultProxy;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Two copies of one snapshot generate nothing in common: no id, key, token, pause or TLS handshake.
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
final class SnapshotCopiesTest {

    /// The random part of a UUIDv7, any other UUID, and any longer sequence of hexadecimal digits.
    private static final Pattern RANDOM = Pattern.compile("(?<=[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-)[0-9a-f-]{17}"
            + "|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f-]{17}|(?=[0-9]*[a-f])[0-9a-f]{16,}");

    /// In a ClientHello, the headers and a version precede the random bytes.
    private static final int BEFORE_RANDOM = 11;

    private static final int RANDOM_BYTES = 32;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    /// What the process has sent since the last copy began.
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();

    /// The random values of a copy.
    private record Copy(Set<String> random, List<Long> pauses) {}

    @FunctionalInterface
    private interface Copier {
        Copy copy(String name) throws Exception;
    }

    /// These are real copies of the process, made by CRIU, which works only as root.
    @Test
    void realCopiesShareNothingRandom() throws Exception {
        assumeTrue(isCriuThere(), "needs a CRIU that works");
        compare(process -> {
            String pid = Long.toString(process.pid());
            String images = Files.createDirectory(folder.resolve("images")).toString();
            run("criu", "dump", "-t", pid, "-D", images);
            process.waitFor();
            return name -> {
                run("criu", "restore", "-D", images, "--restore-detached");
                ProcessHandle restored = ProcessHandle.of(process.pid()).orElseThrow();
                try {
                    return made(name, restored);
                } finally {
                    restored.destroyForcibly();
                    restored.onExit().join();
                }
            };
        });
    }

    /// The same process again, after the state of the JDK's generators was set back. This can't show that nothing
    /// else of a copy, such as a library's own generator, repeats itself.
    @Test
    void copiesOfTheGeneratorsShareNothingRandom() throws Exception {
        compare(process -> name -> made(name, process.toHandle()), "again");
    }

    @FunctionalInterface
    private interface Snapshot {
        Copier of(Process process) throws Exception;
    }

    private void compare(Snapshot snapshot, String... arguments) throws Exception {
        try (RealFunctions functions = new RealFunctions();
                FaultProxy dynamoDb = FaultProxy.before(functions.dynamoDbEndpoint());
                ServerSocket tls = new ServerSocket()) {
            dynamoDb.plan(call -> {
                sent.add(call.body());
                return FaultProxy.Fault.PASS;
            });
            tls.bind(Loopback.port(0));
            Thread.ofVirtual().start(() -> recordHandshakes(tls));
            Process process = start(functions, dynamoDb, tls, arguments);
            try {
                await(folder.resolve("ready"), process.toHandle());
                Copier copier = snapshot.of(process);
                Copy first = copier.copy("first");
                Copy second = copier.copy("second");

                // Three events, a transaction's token, a key with its secret and hash, a UUID, a handshake.
                assertAll(
                        () -> assertThat(first.random)
                                .hasSizeGreaterThanOrEqualTo(9)
                                .doesNotContainAnyElementsOf(second.random),
                        () -> assertThat(first.pauses)
                                .isNotEmpty()
                                .zipSatisfy(
                                        second.pauses,
                                        (one, other) -> assertThat(one).isNotEqualTo(other)));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private Process start(RealFunctions functions, FaultProxy dynamoDb, ServerSocket tls, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.of(
                        Stream.of(
                                // CRIU copies a session as a whole.
                                "setsid",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                // It is a file that CRIU would miss.
                                "-XX:-UsePerfData",
                                "-XX:+UseSerialGC",
                                "--add-opens=java.base/sun.security.provider=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                                RuntimeClientLibrary.option(),
                                "-classpath",
                                System.getProperty("java.class.path"),
                                CopiedFunctions.class.getName(),
                                folder.toString(),
                                "https://127.0.0.1:" + tls.getLocalPort()),
                        Arrays.stream(arguments))
                .flatMap(part -> part)
                .toList());
        Map<String, String> environment = new HashMap<>();
        functions.all().forEach(function -> environment.putAll(function.environment()));
        environment.putAll(Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                "snap-start",
                "AWS_ENDPOINT_URL_DYNAMODB",
                dynamoDb.endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                Roles.ADMINISTRATOR,
                "AWS_SECRET_ACCESS_KEY",
                "local"));
        builder.environment().putAll(environment);
        return builder.redirectInput(
                        ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Lets the process act as a copy, and collects its random values.
    private Copy made(String name, ProcessHandle process) throws Exception {
        sent.clear();
        Files.writeString(folder.resolve("copy"), name);
        Path file = folder.resolve(name);
        await(file, process);
        String text = Files.readString(file);
        JsonNode pauses = JsonTree.parse(Files.readAllBytes(file)).orElseThrow().path("pauses");
        return new Copy(
                Stream.concat(sent.stream(), Stream.of(text))
                        .flatMap(body -> RANDOM.matcher(body).results())
                        .map(result -> result.group())
                        .collect(Collectors.toSet()),
                IntStream.range(0, pauses.size())
                        .mapToObj(i -> pauses.get(i).asLong())
                        .toList());
    }

    private void recordHandshakes(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                in.skipNBytes(BEFORE_RANDOM);
                sent.add(HexFormat.of().formatHex(in.readNBytes(RANDOM_BYTES)));
            } catch (IOException e) {
                // The client is gone, or the test has ended.
            }
        }
    }

    private static void await(Path file, ProcessHandle process) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("whether the process will leave " + file.getFileName())
                    .isTrue();
            Thread.sleep(20);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean isCriuThere() throws InterruptedException {
        try {
            return new ProcessBuilder("criu", "check")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
