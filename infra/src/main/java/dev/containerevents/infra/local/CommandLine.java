package dev.containerevents.infra.local;

import dev.containerevents.infra.MissingPrerequisite;
import dev.containerevents.infra.Synth;
import dev.containerevents.infra.local.template.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The local cloud as a command: synthesises the template, runs it, prints what is running, and runs until it is
/// stopped.
///
/// @param port the first free one if 0
/// @param data where to keep the table; in memory if empty
/// @param cache where to keep the functions' ahead-of-time cache; none if empty
/// @param loopbackDestinations whether events may be delivered to `http://127.0.0.1`
/// @param properties all system properties, including values of the template's parameters
record CommandLine(
        int port,
        Optional<Path> data,
        boolean portable,
        Optional<Path> cache,
        boolean loopbackDestinations,
        Map<String, String> properties) {

    /// Reads the system properties `port`, `data`, `runtime`, `cache`, `loopbackDestinations` and those with names
    /// of the template's parameters. Maven passes them on even if they are empty.
    static CommandLine fromProperties() {
        String port = System.getProperty("port", "");
        if (!port.isEmpty() && !port.matches("\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]")) {
            throw new MissingPrerequisite("-Dport must be a number up to 65535, not " + port + ".");
        }
        String runtime = System.getProperty("runtime", "");
        if (!List.of("", "portable").contains(runtime)) {
            throw new MissingPrerequisite("-Druntime must be portable, not " + runtime + ".");
        }
        String loopback = System.getProperty("loopbackDestinations", "");
        if (!List.of("", "true", "false").contains(loopback)) {
            throw new MissingPrerequisite("-DloopbackDestinations must be true or false, not " + loopback + ".");
        }
        Map<String, String> properties = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name, "");
            if (!value.isEmpty()) {
                properties.put(name, value);
            }
        }
        return new CommandLine(
                port.isEmpty() ? 3000 : Integer.parseInt(port),
                folder("data"),
                !runtime.isEmpty() || !LocalCloud.Options.isLinux(),
                folder("cache"),
                loopback.equals("true"),
                properties);
    }

    private static Optional<Path> folder(String property) {
        String path = System.getProperty(property, "");
        return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    }

    /// @param arguments a template to run instead of the project's own, for tests
    static void main(String[] arguments) throws Exception {
        // The parent process, usually Maven, may end without telling this one.
        ProcessHandle.current().parent().ifPresent(parent -> {
            var _ = parent.onExit().thenRun(() -> System.exit(0));
        });
        try {
            fromProperties().run(arguments.length == 0 ? Optional.empty() : Optional.of(Path.of(arguments[0])));
        } catch (MissingPrerequisite e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            e.printStackTrace();
            // DynamoDB Local would keep this process alive.
            System.exit(1);
        }
    }

    private void run(Optional<Path> given) throws Exception {
        Instant start = Instant.now();
        requireFreePort();
        Path directory = Files.createTempDirectory("container-events-");
        Path template = given.orElseGet(() -> Synth.template(directory));
        LocalCloud cloud = LocalCloud.start(
                template,
                new LocalCloud.Options(
                        port,
                        data,
                        portable,
                        cache,
                        properties,
                        loopbackDestinations,
                        System.out::println,
                        UnaryOperator.identity()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            cloud.close();
            delete(directory);
        }));
        System.out.println(greeting(cloud, Duration.between(start, Instant.now())));
    }

    private void requireFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(Loopback.port(port));
        } catch (BindException e) {
            throw new MissingPrerequisite("Port " + port + " is taken: choose another one with -Dport=.");
        }
    }

    private String greeting(LocalCloud cloud, Duration took) {
        String kept =
                data.map(directory -> "kept in " + directory.toAbsolutePath()).orElse("in memory");
        String destinations = loopbackDestinations
                ? "\n  Loopback    events may be delivered to http://127.0.0.1:<port>, which AWS never does"
                : "";
        String runtime = portable ? "in a portable runtime" : "in AWS's runtime client";
        return """

            Container Events is running. It took %.1f s to start.

              API         %2$s
              Console     %2$s/#key=ce_acmereader_local
              Web hooks   %2$s/hooks
              DynamoDB    %3$s, table %4$s, %5$s
              Functions   %6$d, each started on first use %7$s%9$s
              Keys        ce_acme_local (acme), ce_acmereader_local (acme, reads only), ce_globex_local (globex)

              curl -H 'Authorization: Bearer ce_acme_local' %2$s/orgs/acme/containers/web-1/events \\
                   -d '{"event_type":"ACCESS","status":"SUCCESS"}'
              curl -H 'Authorization: Bearer ce_acme_local' %2$s/orgs/acme/events
              curl %2$s/2015-03-31/functions/ManageAccess/invocations \\
                   -d '{"action":"create_org","org_id":"initech"}'

            Stop it with Ctrl-C or kill %8$d.
            """.formatted(
                        took.toMillis() / 1000.0,
                        cloud.uri(),
                        cloud.dynamoDbEndpoint(),
                        cloud.tableName(),
                        kept,
                        cloud.functionNames().size(),
                        runtime,
                        ProcessHandle.current().pid(),
                        destinations);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
