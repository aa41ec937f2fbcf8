package dev.containerevents.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.infra.local.template.Loopback;
import java.io.BufferedReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The local cloud as a command: how it starts, and that it leaves nothing behind however it ends.
final class LocalCloudTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final List<Process> started = new ArrayList<>();

    /// Processes of a failed test would outlive the build.
    @AfterEach
    void end() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void stopsWithItsFunctionsOnASignal() throws Exception {
        Running running = start(new ProcessBuilder(command("-Dport=0")));

        running.cloud().destroy();

        // On systems without signals, a process ends with 1.
        assertThat(running.process().waitFor()).isEqualTo(running.cloud().supportsNormalTermination() ? 143 : 1);
        running.assertNothingIsLeft();
    }

    @Test
    void takesItsFunctionsWithItWhenItIsKilled() throws Exception {
        Running running = start(new ProcessBuilder(command("-Dport=0")));

        running.cloud().destroyForcibly();

        running.assertNothingIsLeft();
    }

    @Test
    void stopsWhenItsParentIsKilled() throws Exception {
        List<String> parent = new ArrayList<>(
                List.of(JAVA, "-classpath", System.getProperty("java.class.path"), Parent.class.getName()));
        parent.addAll(command("-Dport=0"));
        Running running = start(new ProcessBuilder(parent));
        assertThat(running.cloud()).isNotEqualTo(running.process().toHandle());

        running.process().destroyForcibly();

        running.assertNothingIsLeft();
    }

    @Test
    void saysInOneSentenceThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Loopback.port(0));

            assertEndsWith(
                    "Port " + taken.getLocalPort() + " is taken: choose another one with -Dport=.",
                    "-Dport=" + taken.getLocalPort());
        }
    }

    @Test
    void saysInOneSentenceWhatAPropertyMustBe() throws Exception {
        assertEndsWith("-Dport must be a number up to 65535, not 65536.", "-Dport=65536");
        assertEndsWith("-Druntime must be portable, not fast.", "-Druntime=fast");
    }

    private static void assertEndsWith(String sentence, String... properties) throws Exception {
        Process process = new ProcessBuilder(command(properties)).start();

        assertThat(process.errorReader().readAllAsString()).isEqualTo(sentence + System.lineSeparator());
        assertThat(process.waitFor()).isEqualTo(1);
    }

    /// A process that has started the local cloud, as Maven does, and waits for it.
    static final class Parent {

        private Parent() {}

        public static void main(String[] command) throws Exception {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        }
    }

    /// @param process what was started
    /// @param cloud the local cloud's own process
    /// @param functions their processes
    private record Running(Process process, ProcessHandle cloud, List<ProcessHandle> functions) {

        void assertNothingIsLeft() throws Exception {
            cloud.onExit().get(20, TimeUnit.SECONDS);
            for (ProcessHandle function : functions) {
                function.onExit().get(20, TimeUnit.SECONDS);
            }
        }
    }

    private Running start(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        started.add(process);
        BufferedReader output = process.inputReader();
        String uri = "";
        String pid = "";
        for (String line = output.readLine(); pid.isEmpty(); line = output.readLine()) {
            assertThat(line).as("the local cloud ended").isNotNull();
            uri = line.contains("  API  ") ? line.substring(line.indexOf("http")) : uri;
            pid = line.startsWith("Stop it") ? line.replaceAll("\\D", "") : pid;
        }
        Thread.ofPlatform().daemon().start(() -> output.lines().forEach(line -> {}));
        ProcessHandle cloud = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        assertThat(cloud.children())
                .as("the authorizer, which waits for the first request")
                .hasSize(1);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(uri + "/open")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
        }
        List<ProcessHandle> functions = cloud.children().toList();
        assertThat(functions).hasSize(2);
        return new Running(process, cloud, functions);
    }

    private static List<String> command(String... properties) {
        List<String> command = new ArrayList<>(List.of(JAVA, "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(properties));
        command.addAll(List.of(
                "-classpath",
                System.getProperty("java.class.path"),
                LocalCloud.class.getName(),
                TestCloud.TEMPLATE.toString()));
        return command;
    }
}
