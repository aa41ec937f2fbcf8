package dev.containerevents.infra.local;

import com.sun.net.httpserver.HttpServer;
import dev.containerevents.infra.local.gateway.Gateway;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.lambda.FunctionProcess;
import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.lambda.InvokeApi;
import dev.containerevents.infra.local.queues.QueueMapping;
import dev.containerevents.infra.local.queues.QueuePoller;
import dev.containerevents.infra.local.schedules.Schedule;
import dev.containerevents.infra.local.schedules.Scheduler;
import dev.containerevents.infra.local.services.ApiGateway;
import dev.containerevents.infra.local.services.AwsEndpoint;
import dev.containerevents.infra.local.services.Buses;
import dev.containerevents.infra.local.services.DynamoDbRequests;
import dev.containerevents.infra.local.services.LocalDynamoDb;
import dev.containerevents.infra.local.services.Parameters;
import dev.containerevents.infra.local.services.Queues;
import dev.containerevents.infra.local.services.RecentMessages;
import dev.containerevents.infra.local.streams.EventSourceMapping;
import dev.containerevents.infra.local.streams.StreamPoller;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.Loopback;
import dev.containerevents.infra.local.template.Template;
import dev.containerevents.infra.local.usage.LocalUsagePlans;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Runs a synthesised template on this machine: its table and the table's stream, its queues and schedules, its
/// functions, its API, and Lambda's Invoke API.
///
///     try (LocalCloud cloud = LocalCloud.start(template, new LocalCloud.Options())) {
///         http.send(HttpRequest.newBuilder(cloud.uri().resolve("/orgs/acme/events")) …
///     }
///
/// Thread-safe. Listens on loopback only.
public final class LocalCloud implements AutoCloseable {

    static {
        // Read once, when the JDK's first HTTP server of this process is created. Without the first, every response
        // is delayed by 40 ms; without the others, the server closes connections that a client is about to use
        // again.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        // SLF4J has no logging backend here, on purpose.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private final LocalDynamoDb dynamoDb;
    private final DynamoDbRequests requests;
    private final Queues queues;
    private final Buses buses;
    private final AwsEndpoint services;
    private final Functions functions;
    private final StreamPoller streams;
    private final QueuePoller messages;
    private final Scheduler scheduler;
    private final CacheBuilder trainer;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String tableName;

    /// The settings of a local cloud.
    ///
    /// @param port 0 for any free port
    /// @param data the folder of the table; in memory if empty
    /// @param portable whether functions do without AWS's runtime client, whose native part exists for Linux only
    /// @param cache the folder of an ahead-of-time cache of the functions' classes, which is created in the
    /// background if it doesn't exist; without a folder, each process loads them from the jar
    /// @param parameters values of the template's parameters by name; unknown names are ignored
    /// @param log gets lines with the output of functions, messages to queues, events on buses, why the gateway
    /// answered 5xx, and why a batch of the stream, a message or a scheduled call failed
    /// @param loopbackDestinations whether events may be delivered to `http://127.0.0.1`
    /// @param between returns the endpoint that functions use instead of a service's, for a test that puts a proxy
    /// between them
    public record Options(
            int port,
            Optional<Path> data,
            boolean portable,
            Optional<Path> cache,
            Map<String, String> parameters,
            boolean loopbackDestinations,
            Consumer<String> log,
            UnaryOperator<URI> between) {

        /// Settings with a free port, in memory.
        public Options() {
            this(0, Optional.empty(), !isLinux(), Map.of(), System.out::println);
        }

        /// Settings without a cache, without destinations on this machine, and without a proxy.
        public Options(
                int port, Optional<Path> data, boolean portable, Map<String, String> parameters, Consumer<String> log) {
            this(port, data, portable, Optional.empty(), parameters, false, log, UnaryOperator.identity());
        }

        /// Returns whether this machine runs Linux, as AWS's runtime client requires.
        public static boolean isLinux() {
            return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
        }
    }

    private LocalCloud(Path templateFile, Options options) throws Exception {
        Template template = new Template(templateFile, options.parameters());
        Map<String, String> variables =
                options.loopbackDestinations() ? Map.of("LOOPBACK_DESTINATIONS", "true") : Map.of();
        List<FunctionSpec> specs = FunctionSpec.of(template).stream()
                .map(function -> function.with(variables))
                .toList();
        Roles roles = new Roles(template, specs);
        List<EventSourceMapping> mappings = EventSourceMapping.of(template, roles);
        // First, because it fails at once if the port is taken.
        server = HttpServer.create(Loopback.port(options.port()), 0);
        dynamoDb = new LocalDynamoDb(template, roles, options.data());
        requests = new DynamoDbRequests(dynamoDb.endpoint());
        queues = Queues.of(template, roles, options.log());
        List<QueueMapping> queueMappings = QueueMapping.of(template, roles, queues, specs);
        List<Schedule> schedules = Schedule.of(template);
        buses = new Buses(roles, new RecentMessages(), options.log());
        LocalUsagePlans plans = new LocalUsagePlans(template, options.data());
        services = AwsEndpoint.of(queues, buses, new Parameters(roles, options.data()), new ApiGateway(plans, roles));
        trainer = new CacheBuilder(template, specs, options.portable(), options.cache(), options.log());
        functions = new Functions(
                specs,
                new FunctionProcess.Surroundings(
                        options.between().apply(dynamoDb.endpoint()),
                        options.between().apply(services.uri()),
                        options.portable(),
                        trainer::classes,
                        options.log()));
        server.setExecutor(threads);
        Gateway.of(template, functions, plans, options.log()).forEach(server::createContext);
        // Everyone who can reach the port may invoke every function.
        server.createContext(InvokeApi.ROOT, new InvokeApi(functions, (_, _) -> Optional.empty()));
        services.add(
                InvokeApi.ROOT,
                new InvokeApi(
                        functions,
                        (authorization, arn) ->
                                roles.refusal(Roles.caller(authorization), "lambda:InvokeFunction", arn, Map.of())));
        tableName = template.resources("AWS::DynamoDB::Table").getFirst().id();
        SeedData.store(dynamoDb.endpoint(), tableName);
        streams = new StreamPoller(mappings, requests, functions, options.log());
        messages = new QueuePoller(queueMappings, queues, functions, options.log());
        scheduler = new Scheduler(schedules, functions, options.log());
        server.start();
        trainer.start();
    }

    /// Starts it. Returns when it is ready.
    ///
    /// @param template the file that `cdk synth` wrote, next to its assets
    public static LocalCloud start(Path template, Options options) throws Exception {
        return new LocalCloud(template, options);
    }

    /// Runs the project's own template until it is stopped. Reads the system properties `port`, `data`, `runtime`,
    /// `cache` and `loopbackDestinations`.
    public static void main(String[] arguments) throws Exception {
        CommandLine.main(arguments);
    }

    /// Returns the base URL of the API and of Lambda's Invoke API.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public URI dynamoDbEndpoint() {
        return dynamoDb.endpoint();
    }

    public String tableName() {
        return tableName;
    }

    /// Returns the last 1,000 messages that functions have sent to queues, the oldest first.
    public List<String> queuedMessages() {
        return queues.messages().list();
    }

    /// Returns the last 1,000 events that functions have put on buses, the oldest first: entries of `PutEvents`,
    /// in JSON.
    public List<String> publishedEvents() {
        return buses.events().list();
    }

    Collection<String> functionNames() {
        return functions.names();
    }

    @Override
    public void close() {
        trainer.close();
        streams.close();
        messages.close();
        scheduler.close();
        server.stop(0);
        threads.shutdownNow();
        functions.close();
        services.close();
        dynamoDb.close();
        requests.close();
    }
}
