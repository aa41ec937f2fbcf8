package dev.containerevents.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.Synthesised;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The project's functions with a separate table, to be started one by one: without an API, and without mappings
/// of the table's stream.
final class RealFunctions implements AutoCloseable {

    private final Template template;
    private final List<FunctionSpec> functions;
    private final LocalDynamoDb dynamoDb;
    private final AwsEndpoint services;

    RealFunctions() throws Exception {
        template = new Template(Synthesised.file());
        functions = FunctionSpec.of(template);
        Roles roles = new Roles(template, functions);
        dynamoDb = new LocalDynamoDb(template, roles, Optional.empty());
        services = AwsEndpoint.of(template, roles);
        Seed.plant(dynamoDb.endpoint(), tableName());
    }

    URI dynamoDbEndpoint() {
        return dynamoDb.endpoint();
    }

    String tableName() {
        return template.resources("AWS::DynamoDB::Table").getFirst().id();
    }

    List<FunctionSpec> all() {
        return functions;
    }

    FunctionSpec named(String name) {
        return functions.stream()
                .filter(function -> simpleName(function).equals(name))
                .findAny()
                .orElseThrow();
    }

    /// `ListOrgEvents` of `dev.containerevents.orgs.ListOrgEvents::handleRequest`.
    static String simpleName(FunctionSpec function) {
        String type = function.handler().split("::", 2)[0];
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /// Starts the same function with further variables.
    static FunctionSpec with(FunctionSpec function, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(function.environment());
        environment.putAll(variables);
        return new FunctionSpec(
                function.name(),
                function.handler(),
                function.code(),
                function.memoryMegabytes(),
                function.timeout(),
                function.role(),
                environment,
                function.aliases());
    }

    URI servicesEndpoint() {
        return services.uri();
    }

    FunctionProcess start(FunctionSpec function, ClassCache classes, Consumer<String> log) {
        return start(function, dynamoDb.endpoint(), services.uri(), classes, log);
    }

    /// Starts a function with other endpoints of DynamoDB, the queue and the bus.
    FunctionProcess start(FunctionSpec function, URI dynamoDb, URI services, ClassCache classes, Consumer<String> log) {
        return new FunctionProcess(
                function,
                new FunctionProcess.Surroundings(
                        dynamoDb, services, !LocalCloud.Options.isLinux(), () -> classes, log));
    }

    /// Creates the ahead-of-time cache, unless it is in that folder.
    ClassCache train(Path folder, Consumer<String> log) throws Exception {
        try (Trainer trainer =
                new Trainer(template, functions, !LocalCloud.Options.isLinux(), Optional.of(folder), log)) {
            trainer.start();
            trainer.await();
            return trainer.classes();
        }
    }

    static JsonNode answer(FunctionProcess process, FunctionSpec function, byte[] event) throws InterruptedException {
        return Json.parse(process.invoke(new Invocation(Arn.function(function.name()), event))
                        .payload())
                .orElseThrow();
    }

    @Override
    public void close() {
        services.close();
        dynamoDb.close();
    }
}
