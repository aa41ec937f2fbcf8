package dev.containerevents.infra.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/// One running instance of a function: a process of AWS's own runtime client with its own runtime API.
///
/// Takes one invocation at a time; once it is not alive any more, it stays so.
final class FunctionProcess implements AutoCloseable {

    /// Generous, since a cold start shares this machine with everything else.
    private static final Duration INITIALISATION = Duration.ofSeconds(30);

    /// A class of each jar that AWS's runtime consists of, and of the one that has our own.
    private static final List<Class<?>> RUNTIME = List.of(
            AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class, FunctionMain.class);

    private final FunctionSpec function;
    private final RuntimeApi api;
    private final Process process;
    private volatile boolean closed;

    /// @param dynamoDb where the function's SDK is to find DynamoDB
    /// @param portable whether to do without the native part of AWS's runtime client
    /// @param log takes the function's output, line by line
    record Surroundings(URI dynamoDb, boolean portable, Consumer<String> log) {}

    FunctionProcess(FunctionSpec function, Surroundings surroundings) {
        this.function = function;
        try {
            api = new RuntimeApi(function.timeout());
            ProcessBuilder builder =
                    new ProcessBuilder(command(function, surroundings.portable())).redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(List.of("PATH", "SystemRoot", "TMPDIR", "TEMP"));
            environment.putAll(environment(function, surroundings, api.address()));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform()
                .daemon()
                .name("log-" + function.name())
                .start(() -> forward(process.inputReader(StandardCharsets.UTF_8), surroundings.log()));
        var _ = process.onExit().thenAccept(exited -> {
            api.end(exit(exited.exitValue()));
            api.close();
        });
    }

    boolean isAlive() {
        return !closed && process.isAlive();
    }

    Invocation.Outcome invoke(Invocation invocation) throws InterruptedException {
        api.offer(invocation);
        if (!process.isAlive()) {
            api.end(exit(process.exitValue()));
        }
        try {
            CompletableFuture.anyOf(invocation.taken(), invocation.outcome())
                    .get(INITIALISATION.toMillis(), TimeUnit.MILLISECONDS);
            if (!invocation.taken().isDone()) {
                // It failed to start, and is about to exit.
                close();
            }
            return invocation.outcome().get(function.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            return Invocation.Failure.of(
                    "Sandbox.Timedout",
                    "RequestId: %s Error: Task timed out after %.2f seconds"
                            .formatted(invocation.id(), function.timeout().toMillis() / 1000.0));
        } catch (ExecutionException e) {
            throw new IllegalStateException("an invocation ends with an outcome, never with an exception", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }

    private Invocation.Failure exit(int status) {
        return Invocation.Failure.of("Runtime.ExitError", "Runtime exited with error: exit status " + status);
    }

    private static List<String> command(FunctionSpec function, boolean portable) {
        String classPath = Stream.concat(
                        Stream.of(function.code()), RUNTIME.stream().map(FunctionProcess::location))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                // As Lambda runs Java: one garbage collector thread, the quick compiler, 85 % of the memory as heap.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + function.memoryMegabytes() * 85 / 100 + "m"));
        if (!portable) {
            command.add(RuntimeClientLibrary.option());
        }
        command.addAll(List.of("-classpath", classPath, FunctionMain.class.getName(), function.handler()));
        if (portable) {
            command.add("portable");
        }
        return command;
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> environment(FunctionSpec function, Surroundings surroundings, String api) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LANG",
                "C.UTF-8",
                "TZ",
                ":UTC",
                "AWS_REGION",
                Template.REGION,
                "AWS_DEFAULT_REGION",
                Template.REGION,
                "LAMBDA_TASK_ROOT",
                function.code().resolveSibling("").toString()));
        environment.putAll(Map.of(
                "_HANDLER",
                function.handler(),
                "AWS_LAMBDA_RUNTIME_API",
                api,
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                "on-demand",
                "AWS_LAMBDA_FUNCTION_NAME",
                function.name(),
                "AWS_LAMBDA_FUNCTION_VERSION",
                "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                Integer.toString(function.memoryMegabytes()),
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "/aws/lambda/" + function.name(),
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "local"));
        environment.putAll(function.environment());
        // Lambda takes these from the function's role; here the access key tells DynamoDB's guard whose role it is.
        environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID",
                function.name(),
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "AWS_SESSION_TOKEN",
                "local",
                "AWS_ENDPOINT_URL_DYNAMODB",
                surroundings.dynamoDb().toString()));
        return environment;
    }

    private void forward(BufferedReader output, Consumer<String> log) {
        try (output) {
            output.lines().forEach(line -> log.accept(function.name() + " | " + line));
        } catch (IOException | UncheckedIOException ended) {
            // The process was ended while it wrote.
        }
    }
}
