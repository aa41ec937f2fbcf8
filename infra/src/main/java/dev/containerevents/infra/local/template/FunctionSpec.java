package dev.containerevents.infra.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.MissingPrerequisite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The template's description of one function.
///
/// @param code the jar, or folder of classes, that would be uploaded
/// @param aliases its qualifiers
/// @param concurrency how many invocations it may have at once; empty for any number
/// @param allowsLoops whether it may be invoked any number of times in one chain of requests
public record FunctionSpec(
        String name,
        String handler,
        Path code,
        int memoryMegabytes,
        Duration timeout,
        String role,
        Map<String, String> environment,
        List<String> aliases,
        Optional<Integer> concurrency,
        boolean allowsLoops) {

    /// Returns all functions of the template that run Java. The CDK's own helpers are in other languages and run
    /// only during a deployment.
    public static List<FunctionSpec> of(Template template) {
        Assets assets = Assets.beside(template.file());
        return template.resources("AWS::Lambda::Function").stream()
                .filter(function ->
                        function.properties().path("Runtime").asText().startsWith("java"))
                .map(function -> {
                    JsonNode properties = function.properties();
                    String role = properties.path("Role").asText();
                    return new FunctionSpec(
                            function.id(),
                            properties.path("Handler").asText(),
                            assets.file(properties.path("Code").path("S3Key").asText()),
                            properties.path("MemorySize").asInt(128),
                            Duration.ofSeconds(properties.path("Timeout").asInt(3)),
                            role.substring(role.lastIndexOf('/') + 1),
                            environment(properties),
                            aliases(template, function.id()),
                            Optional.of(properties.path("ReservedConcurrentExecutions"))
                                    .filter(reserved -> !reserved.isMissingNode())
                                    .map(JsonNode::asInt),
                            properties.path("RecursiveLoop").asText().equals("Allow"));
                })
                .toList();
    }

    /// Returns the same function with further variables.
    public FunctionSpec with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new FunctionSpec(
                name, handler, code, memoryMegabytes, timeout, role, all, aliases, concurrency, allowsLoops);
    }

    private static Map<String, String> environment(JsonNode properties) {
        Map<String, String> environment = new HashMap<>();
        properties
                .path("Environment")
                .path("Variables")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        JsonNode logging = properties.path("LoggingConfig");
        if (logging.path("LogFormat").asText().equals("JSON")) {
            environment.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            environment.put(
                    "AWS_LAMBDA_LOG_LEVEL", logging.path("ApplicationLogLevel").asText("INFO"));
        }
        return Map.copyOf(environment);
    }

    private static List<String> aliases(Template template, String function) {
        return template.resources("AWS::Lambda::Alias").stream()
                .map(Template.Resource::properties)
                .filter(alias -> Stream.of(function, Arn.function(function))
                        .anyMatch(alias.path("FunctionName").asText()::equals))
                .map(alias -> alias.path("Name").asText())
                .toList();
    }

    /// Returns the files that the CDK would upload, by their names in the bucket.
    private record Assets(Path directory, Map<String, String> paths) {

        static Assets beside(Path template) {
            Path directory = template.resolveSibling("");
            try (Stream<Path> files = Files.list(directory)) {
                Map<String, String> paths = new HashMap<>();
                for (Path manifest : files.filter(
                                file -> file.getFileName().toString().endsWith(".assets.json"))
                        .toList()) {
                    for (JsonNode file : JsonTree.MAPPER
                            .readTree(Files.readAllBytes(manifest))
                            .path("files")) {
                        file.path("destinations")
                                .forEach(destination -> paths.put(
                                        destination.path("objectKey").asText(),
                                        file.path("source").path("path").asText()));
                    }
                }
                return new Assets(directory, paths);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path file(String key) {
            String path = paths.get(key);
            if (path == null || !Files.exists(directory.resolve(path))) {
                throw new MissingPrerequisite("The functions' jar is missing: run `mvn package` first.");
            }
            return directory.resolve(path);
        }
    }
}
