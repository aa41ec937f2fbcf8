package dev.containerevents.infra.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.LocalCloud;
import dev.containerevents.infra.local.TestCloud;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Functions as processes, in AWS's runtime client and in the portable one: their environment, and how they may
/// fail.
final class FunctionsTest {

    @Nested
    final class InAwsRuntimeClient extends Contract {

        InAwsRuntimeClient() {
            super(false);
        }

        @BeforeAll
        void needsLinux() {
            Assumptions.assumeTrue(
                    LocalCloud.Options.isLinux(), "AWS's runtime client has a native part for Linux only");
        }
    }

    @Nested
    final class InThePortableRuntime extends Contract {

        InThePortableRuntime() {
            super(true);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Contract {

        private final boolean portable;
        private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
        private Functions functions = new Functions(List.of(), surroundings(false));

        Contract(boolean portable) {
            this.portable = portable;
        }

        @BeforeAll
        void start() throws IOException {
            functions = new Functions(FunctionSpec.of(new Template(TestCloud.TEMPLATE)), surroundings(portable));
        }

        @AfterAll
        void stop() {
            functions.close();
        }

        @Test
        void answersManyTimesInOneProcess() throws InterruptedException {
            JsonNode first = succeeds(tell("identify"));
            JsonNode second = succeeds(tell("identify"));

            assertThat(second.path("pid")).isEqualTo(first.path("pid"));
        }

        @Test
        void tellsTheFunctionWhoItIs() throws InterruptedException {
            JsonNode identity = JsonTree.parse(functions
                            .find("arn:aws:lambda:us-east-1:000000000000:function:Probe:live")
                            .orElseThrow()
                            .invoke(JsonTree.bytes(tell("identify")))
                            .payload())
                    .orElseThrow();

            assertThat(identity.path("arn").asText())
                    .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:Probe:live");
            assertThat(identity.path("name").asText()).isEqualTo("Probe");
            assertThat(identity.path("memory").asInt()).isEqualTo(256);
            assertThat(identity.path("remaining").asInt()).isBetween(1, 6000);
        }

        @Test
        void givesTheEnvironmentOfTheTemplateAndOfLambdaAndNoOther() throws InterruptedException {
            JsonNode environment = succeeds(tell("environment"));

            assertThat(environment.path("TABLE_NAME").asText()).isEqualTo("Table");
            assertThat(environment.path("AWS_REGION").asText()).isEqualTo("us-east-1");
            assertThat(environment.path("AWS_ACCESS_KEY_ID").asText()).isEqualTo("Probe");
            assertThat(environment.path("AWS_ENDPOINT_URL_DYNAMODB").asText()).isEqualTo("http://127.0.0.1:1");
            assertThat(environment.path("AWS_ENDPOINT_URL_SQS").asText()).isEqualTo("http://127.0.0.1:2");
            assertThat(environment.path("AWS_ENDPOINT_URL_EVENTBRIDGE").asText())
                    .isEqualTo("http://127.0.0.1:2");
            assertThat(environment.path("_HANDLER").asText()).contains("Probe");
            assertThat(environment.path("AWS_LAMBDA_FUNCTION_NAME").asText()).isEqualTo("Probe");
            assertThat(environment.has("HOME")).isFalse();
        }

        @Test
        void passesOnWhatTheFunctionPrints() throws InterruptedException {
            invoke(tell("print").put("text", "Grüße"));

            String line = log.poll(10, TimeUnit.SECONDS);
            while (line != null && !line.equals("Probe | Grüße")) {
                line = log.poll(10, TimeUnit.SECONDS);
            }
            assertThat(line).isNotNull();
        }

        @Test
        void answersWithTheErrorThatTheFunctionThrew() throws InterruptedException {
            JsonNode error = fails(tell("throw").put("message", "a \"quoted\"\nmessage"));

            assertThat(error.path("errorMessage").asText()).isEqualTo("a \"quoted\"\nmessage");
            assertThat(error.path("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.path("stackTrace").isArray()).isTrue();
        }

        @Test
        void replacesAProcessThatExitsDuringARequest() throws InterruptedException {
            JsonNode before = succeeds(tell("identify"));

            assertThat(fails(tell("exit")).path("errorType").asText()).isEqualTo("Runtime.ExitError");
            assertThat(succeeds(tell("identify")).path("pid")).isNotEqualTo(before.path("pid"));
        }

        @Test
        void endsAFunctionThatOutlivesItsTimeout() throws InterruptedException {
            assertThat(fails(tell("sleep")).path("errorMessage").asText())
                    .endsWith("Task timed out after 6.00 seconds");
            assertThat(succeeds(tell("identify")).has("pid")).isTrue();
        }

        @Test
        void answersWithTheErrorOfAFunctionThatCanNotStart() throws InterruptedException {
            Functions.Target target = functions.find("Unstartable").orElseThrow();
            for (int attempt = 0; attempt < 2; attempt++) {
                Invocation.Outcome outcome = target.invoke("{}".getBytes(StandardCharsets.UTF_8));

                assertThat(outcome).isInstanceOf(Invocation.Failure.class);
                assertThat(new String(outcome.payload(), StandardCharsets.UTF_8))
                        .contains("ExceptionInInitializerError");
            }
        }

        @Test
        void refusesAnAnswerThatIsTooLarge() throws InterruptedException {
            // Several times, because AWS's runtime client exits after it, at about the time of the next call.
            for (int i = 0; i < 3; i++) {
                assertThat(fails(tell("fill").put("size", RuntimeApi.MAXIMUM_PAYLOAD))
                                .path("errorType")
                                .asText())
                        .isEqualTo("Function.ResponseSizeTooLarge");
                assertThat(succeeds(tell("identify")).has("pid")).isTrue();
            }
        }

        @Test
        void runsOneProcessForEachProcessorAtMost() throws Exception {
            List<Callable<JsonNode>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                calls.add(() -> succeeds(tell("identify")));
            }
            Set<Long> processes = new HashSet<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<JsonNode> call : threads.invokeAll(calls)) {
                    processes.add(call.get().path("pid").asLong());
                }
            }
            assertThat(processes).hasSizeBetween(1, FunctionPool.PROCESSES);
        }

        private FunctionProcess.Surroundings surroundings(boolean portableRuntime) {
            return new FunctionProcess.Surroundings(
                    URI.create("http://127.0.0.1:1"),
                    URI.create("http://127.0.0.1:2"),
                    portableRuntime,
                    ClassCache.None::new,
                    log::add);
        }

        private static ObjectNode tell(String what) {
            return JsonTree.object().put("do", what);
        }

        private Invocation.Outcome invoke(ObjectNode event) throws InterruptedException {
            return functions.find("Probe").orElseThrow().invoke(JsonTree.bytes(event));
        }

        private JsonNode succeeds(ObjectNode event) throws InterruptedException {
            Invocation.Outcome outcome = invoke(event);
            assertThat(outcome)
                    .as(() -> new String(outcome.payload(), StandardCharsets.UTF_8))
                    .isInstanceOf(Invocation.Success.class);
            return JsonTree.parse(outcome.payload()).orElseThrow();
        }

        private JsonNode fails(ObjectNode event) throws InterruptedException {
            Invocation.Outcome outcome = invoke(event);
            assertThat(outcome).isInstanceOf(Invocation.Failure.class);
            return JsonTree.parse(outcome.payload()).orElseThrow();
        }
    }
}
