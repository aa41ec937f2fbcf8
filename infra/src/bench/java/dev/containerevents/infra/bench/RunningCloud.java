package dev.containerevents.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The local cloud in a separate process, started like with the README's command.
final class RunningCloud implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI uri;
    private final double readyMillis;

    /// The lines of invocations in each function's log since they were last read.
    private final Map<String, List<JsonNode>> lines = new ConcurrentHashMap<>();

    private RunningCloud(Process process, URI uri, double readyMillis) {
        this.process = process;
        this.uri = uri;
        this.readyMillis = readyMillis;
    }

    /// Starts it. Returns when it is ready.
    ///
    /// @param cache the folder with the functions' ahead-of-time cache
    /// @param template instead of the project's own; at most one
    static RunningCloud start(Path cache, Path... template) throws IOException {
        return start(cache, List.of(), template);
    }

    /// @param properties further system properties: `-Dname=value`
    static RunningCloud start(Path cache, List<String> properties, Path... template) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dport=0",
                "-Dcache=" + cache));
        command.addAll(properties);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), LocalCloud.class.getName()));
        Stream.of(template).map(Path::toString).forEach(command::add);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String uri = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("  API  ")) {
                uri = line.substring(line.indexOf("http"));
            }
            if (line.startsWith("Stop it")) {
                RunningCloud cloud = new RunningCloud(process, URI.create(uri), (System.nanoTime() - begin) / 1e6);
                Thread.ofPlatform().daemon().start(() -> output.lines().forEach(cloud::read));
                return cloud;
            }
        }
        throw new IOException("the local cloud did not start");
    }

    URI uri() {
        return uri;
    }

    double readyMillis() {
        return readyMillis;
    }

    private void read(String line) {
        int json = line.indexOf(" | {");
        if (json > 0 && line.contains("\"micros\"")) {
            JsonTree.parse(line.substring(json + 3).getBytes(StandardCharsets.UTF_8))
                    .ifPresent(logged -> lines.computeIfAbsent(
                                    logged.path("operation").asText(), _ -> new CopyOnWriteArrayList<>())
                            .add(logged));
        }
    }

    /// Returns that function's lines since they were last read.
    List<JsonNode> linesOf(String operation) throws InterruptedException {
        // The last lines may still be coming.
        TimeUnit.MILLISECONDS.sleep(100);
        List<JsonNode> read = lines.remove(operation);
        return read == null ? List.of() : read;
    }

    /// Returns that function's durations since its lines were last read, in milliseconds.
    Figures insideOf(String operation) throws InterruptedException {
        Figures figures = new Figures();
        linesOf(operation).forEach(line -> figures.add(line.path("micros").asDouble() / 1000));
        return figures;
    }

    /// A response and its duration.
    record Timed(int status, JsonNode body, Map<String, List<String>> headers, double millis) {

        double readUnits() {
            return units("x-consumed-read-units");
        }

        double writeUnits() {
            return units("x-consumed-write-units");
        }

        private double units(String header) {
            return Double.parseDouble(headers.getOrDefault(header, List.of("0")).getFirst());
        }
    }

    Timed get(String key, String path) throws IOException, InterruptedException {
        return send(key, HttpRequest.newBuilder(uri(path)).GET());
    }

    Timed post(String key, String path, String type, String body) throws IOException, InterruptedException {
        return send(
                key,
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode manageAccess(String command) throws IOException, InterruptedException {
        return post("none", "/2015-03-31/functions/ManageAccess/invocations", "application/json", command)
                .body();
    }

    private URI uri(String path) {
        return URI.create(uri + path);
    }

    private Timed send(String key, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.header("Authorization", "Bearer " + key).build();
        long begin = System.nanoTime();
        HttpResponse<byte[]> response = http.send(built, HttpResponse.BodyHandlers.ofByteArray());
        double millis = (System.nanoTime() - begin) / 1e6;
        return new Timed(
                response.statusCode(),
                JsonTree.parse(response.body()).orElse(JsonTree.object()),
                response.headers().map(),
                millis);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
    }
}
