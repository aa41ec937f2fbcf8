package dev.containerevents.infra.local.lambda;

import dev.containerevents.infra.local.template.FunctionSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One running instance of a function: a process of AWS's own runtime client with its own runtime API.
///
/// Takes one invocation at a time. Once it has ended, it is never alive again.
public final class FunctionProcess implements AutoCloseable {

    /// Longer than on Lambda, because other processes of this machine slow down a cold start.
    private static final Duration INITIALISATION = Duration.ofSeconds(30);

    private final FunctionSpec function;
    private final RuntimeApi api;
    private final Process process;
    private volatile boolean closed;

    /// What the processes of all functions have in common.
    ///
    /// @param dynamoDb the endpoint of DynamoDB
    /// @param services the endpoint of all other services
    /// @param portable whether to do without the native part of AWS's runtime client
    /// @param classes returns the cache for a process that starts now
    /// @param log takes the function's output, line by line
    public record Surroundings(
            URI dynamoDb, URI services, boolean portable, Supplier<ClassCache> classes, Consumer<String> log) {}

    /// Starts the process. Returns before it is ready.
    public FunctionProcess(FunctionSpec function, Surroundings surroundings) {
        this.function = function;
        try {
            api = new RuntimeApi(function.timeout());
            process = RuntimeCommand.of(function, surroundings, api.address()).start();
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

    /// Returns the id of the process.
    public long pid() {
        return process.pid();
    }

    /// Returns whether the process can take a further invocation.
    public boolean isAlive() {
        return !closed && process.isAlive();
    }

    /// Completes when the process has finished its work before a snapshot, if there is one.
    public CompletableFuture<@Nullable Void> primed() {
        return api.primed();
    }

    /// Invokes the function and waits for the outcome. A process that takes too long is ended.
    public Invocation.Outcome invoke(Invocation invocation) throws InterruptedException {
        api.offer(invocation);
        if (!process.isAlive()) {
            api.end(exit(process.exitValue()));
        }
        try {
            CompletableFuture.anyOf(invocation.taken(), invocation.outcome())
                    .get(INITIALISATION.toMillis(), TimeUnit.MILLISECONDS);
            if (!invocation.taken().isDone()) {
                // It failed to start and is about to exit.
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

    /// Tells the process to end, and waits until its shutdown is complete.
    public void end() throws InterruptedException {
        closed = true;
        // Not with `Process`, which closes the pipe by which FunctionMain sees whether the local cloud is alive.
        process.toHandle().destroy();
        process.waitFor();
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }

    private Invocation.Failure exit(int status) {
        return Invocation.Failure.of("Runtime.ExitError", "Runtime exited with error: exit status " + status);
    }

    private void forward(BufferedReader output, Consumer<String> log) {
        try (output) {
            output.lines().forEach(line -> log.accept(function.name() + " | " + line));
        } catch (IOException | UncheckedIOException ended) {
            // The process ended while it wrote.
        }
    }
}
