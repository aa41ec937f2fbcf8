package dev.containerevents.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.lambda.ClassCache;
import dev.containerevents.infra.local.lambda.FunctionProcess;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.services.AwsEndpoint;
import dev.containerevents.infra.local.services.LocalDynamoDb;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import dev.containerevents.infra.stack.Synthesised;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The project's functions with a separate table, to be started one by one: without an API, and without mappings
/// of the table's stream.
public final class RealFunctions implements AutoCloseable {

    private final Template template;
    private final List<FunctionSpec> functions;
    private final LocalDynamoDb dynamoDb;
    private final AwsEndpoint services;

    /// Starts the services that the functions need, and none of the functions.
    public RealFunctions() throws Exception {
        template = new Template(Synthesised.file());
        functions = FunctionSpec.of(template);
        Roles roles = new Roles(template, functions);
        dynamoDb = new LocalDynamoDb(template, roles, Optional.empty());
        services = AwsEndpoint.of(template, roles);
        SeedData.store(dynamoDb.endpoint(), tableName());
    }

    /// Returns the endpoint of DynamoDB.
    public URI dynamoDbEndpoint() {
        return dynamoDb.endpoint();
    }

    /// Returns the name of the table.
    public String tableName() {
        return template.resources("AWS::DynamoDB::Table").getFirst().id();
    }

    /// Returns all functions.
    public List<FunctionSpec> all() {
        return functions;
    }

    /// Returns the function whose handler class has this simple name.
    public FunctionSpec named(String name) {
        return functions.stream()
                .filter(function -> simpleName(function).equals(name))
                .findAny()
                .orElseThrow();
    }

    /// `ListOrgEvents` of `dev.containerevents.orgs.ListOrgEvents::handleRequest`.
    public static String simpleName(FunctionSpec function) {
        String type = function.handler().split("::", 2)[0];
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /// Returns the endpoint of the queue and the bus.
    public URI servicesEndpoint() {
        return services.uri();
    }

    /// Starts a function.
    public FunctionProcess start(FunctionSpec function, ClassCache classes, Consumer<String> log) {
        return start(function, dynamoDb.endpoint(), services.uri(), classes, log);
    }

    /// Starts a function with other endpoints of DynamoDB, the queue and the bus.
    public FunctionProcess start(
            FunctionSpec function, URI dynamoDb, URI services, ClassCache classes, Consumer<String> log) {
        return new FunctionProcess(
                function,
                new FunctionProcess.Surroundings(
                        dynamoDb, services, !LocalCloud.Options.isLinux(), () -> classes, log));
    }

    /// Creates the ahead-of-time cache, unless it is in that folder.
    public static ClassCache train(Path folder, Consumer<String> log) throws Exception {
        Template template = new Template(Synthesised.file());
        try (CacheBuilder trainer = new CacheBuilder(
                template, FunctionSpec.of(template), !LocalCloud.Options.isLinux(), Optional.of(folder), log)) {
            trainer.start();
            trainer.await();
            return trainer.classes();
        }
    }

    /// Invokes the function and returns its response.
    public static JsonNode answer(FunctionProcess process, FunctionSpec function, byte[] event)
            throws InterruptedException {
        return JsonTree.parse(process.invoke(new Invocation(Arn.function(function.name()), event))
                        .payload())
                .orElseThrow();
    }

    @Override
    public void close() {
        services.close();
        dynamoDb.close();
    }
}
