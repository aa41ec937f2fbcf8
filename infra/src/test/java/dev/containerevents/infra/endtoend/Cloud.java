package dev.containerevents.infra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.repository.Scratch;
import dev.containerevents.infra.stack.RequestLimits;
import dev.containerevents.table.FaultProxy;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The cloud in which the suite runs. The local cloud is started once for all tests and ends with this JVM.
///
/// @param org       the organisation that the tests write to
/// @param key       a key of it that may read and write
/// @param readerKey a key of it that may only read
/// @param otherKey  a key of another organisation
record Cloud(URI uri, String org, String key, String readerKey, String otherKey, Optional<LocalCloud> local) {

    /// The output of its functions, each line preceded by the function's name.
    static final Path LOG = Scratch.file("local-cloud.log");

    private static @Nullable Cloud current;

    static synchronized Cloud current() throws Exception {
        if (current == null) {
            current = System.getProperty("url", "").isEmpty() ? startLocal() : deployed();
        }
        return current;
    }

    private static Cloud deployed() {
        return new Cloud(
                URI.create(System.getProperty("url").replaceAll("/+$", "")),
                System.getProperty("org"),
                System.getProperty("key"),
                System.getProperty("reader"),
                System.getProperty("other"),
                Optional.empty());
    }

    private static Cloud startLocal() throws Exception {
        return startLocal(LOG, Map.of("DeliveryDelay", "1"), true, UnaryOperator.identity());
    }

    /// A local cloud that publishes events, with a proxy in front of each of its services, first DynamoDB's.
    record Faulty(Cloud cloud, List<FaultProxy> services) {

        /// The output of its functions, each line preceded by the function's name.
        static final Path LOG = Scratch.file("faulty-cloud.log");

        private static @Nullable Faulty current;

        static synchronized Faulty current() throws Exception {
            if (current == null) {
                List<FaultProxy> services = new ArrayList<>();
                Cloud cloud = startLocal(LOG, Map.of("Publish", "true"), false, service -> {
                    services.add(FaultProxy.before(service));
                    return services.getLast().endpoint();
                });
                current = new Faulty(cloud, List.copyOf(services));
            }
            return current;
        }

        LocalCloud local() {
            return cloud.local().orElseThrow();
        }
    }

    /// @param loopbackDestinations whether events may be delivered to a receiver on this machine
    private static Cloud startLocal(
            Path logFile, Map<String, String> parameters, boolean loopbackDestinations, UnaryOperator<URI> between)
            throws Exception {
        Path cache = Path.of("target", "ahead-of-time");
        // All functions start from it, which is worth the wait.
        RealFunctions.train(cache, line -> {});
        PrintWriter log = new PrintWriter(Files.newBufferedWriter(logFile), true);
        LocalCloud.Options options = new LocalCloud.Options(
                0,
                Optional.empty(),
                "portable".equals(System.getProperty("runtime")),
                Optional.of(cache),
                parameters,
                loopbackDestinations,
                log::println,
                between);
        LocalCloud local = LocalCloud.start(RequestLimits.times(100), options);
        Runtime.getRuntime().addShutdownHook(new Thread(local::close));
        return new Cloud(
                local.uri(), "acme", "ce_acme_local", "ce_acmereader_local", "ce_globex_local", Optional.of(local));
    }

    Client client() {
        return client("Bearer " + key);
    }

    Client client(@Nullable String authorization) {
        return new Client(uri, authorization);
    }

    /// Invokes a function of the local cloud as `aws lambda invoke --endpoint-url` does.
    JsonNode invoke(String function, String payload) throws Exception {
        Client client = client(null);
        Client.Answer answer = client.send(client.request("/2015-03-31/functions/" + function + "/invocations")
                .POST(HttpRequest.BodyPublishers.ofString(payload)));
        if (answer.status() != 200 || !answer.header("X-Amz-Function-Error").isEmpty()) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.json();
    }
}
