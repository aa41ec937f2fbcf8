package dev.containerevents.infra.local;

import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.lambda.AheadOfTimeCache;
import dev.containerevents.infra.local.lambda.ClassCache;
import dev.containerevents.infra.local.lambda.FunctionProcess;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.process.Training;
import dev.containerevents.infra.local.services.AwsEndpoint;
import dev.containerevents.infra.local.services.LocalDynamoDb;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Creates the ahead-of-time cache of a template's functions in the background, unless it exists: one process of
/// all functions receives each of the project's samples, with its own table.
///
/// Processes that start before it exists do without. Thread-safe.
final class CacheBuilder implements AutoCloseable {

    private final Template template;
    private final List<FunctionSpec> functions;
    private final boolean portable;
    private final Optional<AheadOfTimeCache> cache;
    private final Consumer<String> log;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("ahead-of-time-cache").unstarted(this::train);

    /// @param root the folder of the caches; without it, none is created
    /// @param log  gets a line when the cache is ready
    CacheBuilder(
            Template template,
            List<FunctionSpec> functions,
            boolean portable,
            Optional<Path> root,
            Consumer<String> log)
            throws IOException {
        this.template = template;
        this.functions = functions;
        this.portable = portable;
        this.cache = root.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        AheadOfTimeCache.of(root.get(), functions.getFirst().code()));
        this.log = log;
    }

    /// Returns the cache for a process that starts now.
    ClassCache classes() {
        return cache.map(AheadOfTimeCache::classes).orElse(new ClassCache.None());
    }

    void start() {
        if (cache.isPresent() && !cache.get().isMade()) {
            thread.start();
        }
    }

    /// Waits until the cache exists, if it is being created.
    void await() throws InterruptedException {
        thread.join();
    }

    private void train() {
        Instant begin = Instant.now();
        Roles roles = new Roles(template, functions);
        try (LocalDynamoDb dynamoDb = new LocalDynamoDb(template, roles, Optional.empty());
                AwsEndpoint services = AwsEndpoint.of(template, roles)) {
            SeedData.store(
                    dynamoDb.endpoint(),
                    template.resources("AWS::DynamoDB::Table").getFirst().id());
            cache.orElseThrow()
                    .make(classes -> run(new FunctionProcess.Surroundings(
                            dynamoDb.endpoint(), services.uri(), portable, () -> classes, line -> {})));
            log.accept("Functions start from an ahead-of-time cache now, which took %.1f s to create."
                    .formatted(Duration.between(begin, Instant.now()).toMillis() / 1000.0));
        } catch (InterruptedException e) {
            // The local cloud is stopping.
        } catch (Exception e) {
            log.accept("No ahead-of-time cache was created: " + e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(FunctionProcess.Surroundings surroundings) throws IOException, InterruptedException {
        try (FunctionProcess process = new FunctionProcess(allInOne(), surroundings)) {
            for (FunctionSpec function : functions) {
                String handler = function.handler().split("::", 2)[0];
                for (Path sample : Samples.of(function)) {
                    byte[] payload = (handler + "\n" + Files.readString(sample)).getBytes(StandardCharsets.UTF_8);
                    process.invoke(new Invocation(Arn.function(function.name()), payload));
                    if (!process.isAlive()) {
                        throw new IOException("the process ended early");
                    }
                }
            }
            process.end();
        }
    }

    /// With the administrator's access key, because it is one process for all functions.
    private FunctionSpec allInOne() {
        Map<String, String> environment = new HashMap<>();
        functions.forEach(function -> environment.putAll(function.environment()));
        FunctionSpec any = functions.getFirst();
        return new FunctionSpec(
                Roles.ADMINISTRATOR,
                Training.class.getName(),
                any.code(),
                any.memoryMegabytes(),
                Duration.ofSeconds(60),
                any.role(),
                Map.copyOf(environment),
                List.of(),
                Optional.empty(),
                false);
    }
}
