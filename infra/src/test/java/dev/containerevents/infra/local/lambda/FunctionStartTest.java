package dev.containerevents.infra.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.RealFunctions;
import dev.containerevents.infra.local.services.DynamoDbRequests;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What a function does from the start of its process to its first response, counted, not timed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(OS.LINUX)
final class FunctionStartTest {

    /// The maximum number of classes that are loaded by the first response of a function that reads the table: the
    /// JVM's own, AWS's runtime client, the SDK and ours. A dependency that slows down a cold start shows up here.
    private static final int MOST_CLASSES = 4_000;

    /// The same of a function of the stream, which also makes digests and has threads.
    private static final int MOST_CLASSES_OF_STREAM = 4_400;

    /// The same of a function that reads nothing. An empty function has 1,337.
    private static final int MOST_CLASSES_WITHOUT_TABLE = 1_700;

    private static final byte[] LIST = """
        {"httpMethod":"GET","path":"/orgs/acme/events","pathParameters":{"org_id":"acme"},
         "requestContext":{"requestId":"r-1","path":"/orgs/acme/events",
          "authorizer":{"org":"acme","rights":"read","shards":"1","write_shards":"1","retention":"{}"}}}
        """.getBytes(StandardCharsets.UTF_8);

    /// As Lambda sets it; but what is primed need not be compiled as well as on Lambda.
    private static final Map<String, String> SNAP_START = Map.of(
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "snap-start",
            "JAVA_TOOL_OPTIONS",
            "-XX:TieredStopAtLevel=1 -DprimingRounds=5 -Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");

    private final List<String> log = new CopyOnWriteArrayList<>();
    private RealFunctions functions;
    private ClassCache trained;

    @BeforeAll
    void train() throws Exception {
        functions = new RealFunctions();
        trained = RealFunctions.train(Path.of("target", "ahead-of-time"), log::add);
    }

    @AfterAll
    void stop() {
        functions.close();
    }

    @Test
    void beginsWithTheClassesOfTheAheadOfTimeCache() throws Exception {
        assertThat(trained).as(log.toString()).isInstanceOf(ClassCache.Ready.class);
        // In this mode, the JVM refuses to start if it can't use the cache.
        List<String> loaded = classesOfAList("-XX:AOTMode=on", trained);
        long fromJars = loaded.stream()
                .filter(line -> line.contains("source: file:") || line.contains("source: jar:"))
                .count();

        assertThat(fromJars).as("classes that weren't in the cache").isLessThan(50);
    }

    @Test
    void loadsNoMoreClassesThanItsBudget() throws Exception {
        assertThat(classesOfAList("-Xshare:auto", new ClassCache.None()))
                .hasSizeBetween(2_000, MOST_CLASSES)
                .noneMatch(line -> line.contains("com.fasterxml.jackson.databind"));
    }

    @Test
    void loadsNoMoreClassesForTheStreamThanItsBudget() throws Exception {
        byte[] batch = Files.readAllBytes(Path.of("..", "events-samples", "update-ledger", "200-new-events.json"));
        List<String> loaded = classes(
                "UpdateLedger",
                "-Xshare:auto",
                new ClassCache.None(),
                (process, function) -> assertThat(
                                RealFunctions.answer(process, function, batch).path("batchItemFailures"))
                        .isEmpty());

        assertThat(loaded)
                .hasSizeBetween(2_000, MOST_CLASSES_OF_STREAM)
                .noneMatch(line -> line.contains("com.fasterxml.jackson.databind"));
    }

    /// Most visits of the console are cold starts.
    @Test
    void loadsNeitherTheSdkNorTheTableForTheConsole() throws Exception {
        byte[] page = """
            {"httpMethod":"GET","path":"/","resource":"/","requestContext":{"requestId":"r-1","path":"/v1/"}}
            """.getBytes(StandardCharsets.UTF_8);
        List<String> loaded = classes(
                "GetConsole",
                "-Xshare:auto",
                new ClassCache.None(),
                (process, function) -> assertThat(RealFunctions.answer(process, function, page)
                                .path("statusCode")
                                .asInt())
                        .isEqualTo(200));

        assertThat(loaded)
                .hasSizeBetween(500, MOST_CLASSES_WITHOUT_TABLE)
                // AWS's runtime client may keep the id of a trace in a class of utils-lite.
                .noneMatch(line -> line.contains("software.amazon.awssdk") && !line.contains(".utilslite."))
                .noneMatch(line -> line.contains("dev.containerevents.table.EventTable"))
                .noneMatch(line -> line.contains("dev.containerevents.table.Dynamo"));
    }

    private List<String> classesOfAList(String option, ClassCache classes) throws Exception {
        return classes(
                "ListOrgEvents",
                option,
                classes,
                (process, function) -> assertThat(RealFunctions.answer(process, function, LIST)
                                .path("statusCode")
                                .asInt())
                        .isEqualTo(200));
    }

    /// A call of a function.
    private interface Call {
        void make(FunctionProcess process, FunctionSpec function) throws Exception;
    }

    private List<String> classes(String name, String option, ClassCache classes, Call call) throws Exception {
        Path file = Files.createTempFile(Path.of("target"), "classes", ".log");
        FunctionSpec function = functions
                .named(name)
                .with(Map.of("JAVA_TOOL_OPTIONS", option + " -Xlog:class+load:file=" + file.toAbsolutePath()));
        try (FunctionProcess process = functions.start(function, classes, log::add)) {
            call.make(process, function);
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.contains(" source: ")).toList();
            }
        } finally {
            Files.delete(file);
        }
    }

    /// AWS's runtime client primes every function in its own role.
    @Test
    void isPrimedBeforeASnapshotWithinItsRightsAndLeavesNothingBehind() throws Exception {
        int before = items();
        int opened = 0;
        for (FunctionSpec function : functions.all()) {
            List<String> printed = new CopyOnWriteArrayList<>();
            try (CountedConnections dynamoDb = new CountedConnections(functions.dynamoDbEndpoint());
                    CountedConnections services = new CountedConnections(functions.servicesEndpoint());
                    FunctionProcess process = functions.start(
                            function.with(SNAP_START),
                            dynamoDb.endpoint(),
                            services.endpoint(),
                            trained,
                            printed::add)) {
                process.primed().get(60, TimeUnit.SECONDS);
                opened += dynamoDb.opened() + services.opened();
                assertThat(dynamoDb.open() + services.open())
                        .as("connections that are in the snapshot of " + function.name())
                        .isZero();

                process.invoke(new Invocation(Arn.function(function.name()), LIST));
            }
            assertThat(printed)
                    .as(function.name())
                    .noneMatch(line -> line.contains("\"level\":\"ERROR\"") && line.contains("priming"))
                    .anyMatch(line -> line.contains("\"request_id\":\"priming\"") && line.contains("\"rounds\""));
        }
        assertThat(items()).isEqualTo(before);
        // The console, the contract, the caller, the kinds of scopes and the test of a destination need no table.
        assertThat(opened).isGreaterThanOrEqualTo(functions.all().size() - 5);
    }

    private int items() throws IOException, InterruptedException {
        try (DynamoDbRequests requests = new DynamoDbRequests(functions.dynamoDbEndpoint())) {
            ObjectNode scan = JsonTree.object().put("TableName", functions.tableName());
            JsonNode answer = requests.send("DynamoDB_20120810.Scan", scan);
            return answer.path("Count").asInt();
        }
    }
}
