package dev.containerevents.infra.local.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import dev.containerevents.infra.local.process.FunctionMain;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/// The command of a function's process: as in Lambda, with only those variables of this process that a JVM needs.
public final class RuntimeCommand {

    /// A class of each jar of AWS's runtime.
    private static final List<Class<?>> RUNTIME =
            List.of(AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class);

    private static final String ON_DEMAND = "on-demand";

    private RuntimeCommand() {}

    /// @param api the endpoint of its runtime API
    static ProcessBuilder of(FunctionSpec function, FunctionProcess.Surroundings surroundings, String api) {
        ProcessBuilder builder = new ProcessBuilder(command(function, surroundings)).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "SystemRoot", "TMPDIR", "TEMP"));
        environment.putAll(environment(function, surroundings, api));
        return builder;
    }

    private static List<String> command(FunctionSpec function, FunctionProcess.Surroundings surroundings) {
        ClassCache classes = surroundings.classes().get();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                // As Lambda runs Java: one garbage collector thread, 85 % of the memory as heap.
                "-XX:+UseSerialGC",
                "-Xmx" + function.memoryMegabytes() * 85 / 100 + "m"));
        if (function.environment()
                .getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", ON_DEMAND)
                .equals(ON_DEMAND)) {
            // Only with SnapStart or provisioned concurrency does Lambda use the optimizing compiler.
            command.add("-XX:TieredStopAtLevel=1");
        }
        if (!surroundings.portable()) {
            command.add(RuntimeClientLibrary.option());
        }
        command.addAll(
                switch (classes) {
                    case ClassCache.None() -> classPath(function.code(), location(FunctionMain.class));
                    case ClassCache.Recorded(ClassCache.Jars jars, Path file) -> {
                        if (File.separatorChar == '/') {
                            // No request waits for it.
                            command.addAll(0, List.of("nice", "-n", "10"));
                        }
                        command.add("-XX:AOTCacheOutput=" + file);
                        yield classPath(jars.functions(), jars.process());
                    }
                    case ClassCache.Ready(ClassCache.Jars jars, Path file) -> {
                        command.add("-XX:AOTCache=" + file);
                        yield classPath(jars.functions(), jars.process());
                    }
                });
        command.addAll(List.of(FunctionMain.class.getName(), function.handler()));
        if (surroundings.portable()) {
            command.add("portable");
        }
        return command;
    }

    private static List<String> classPath(Path functions, Path process) {
        return List.of(
                "-classpath",
                Stream.of(Stream.of(functions), RUNTIME.stream().map(RuntimeCommand::location), Stream.of(process))
                        .flatMap(paths -> paths)
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    /// Returns the jar or folder of a class.
    public static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> environment(
            FunctionSpec function, FunctionProcess.Surroundings surroundings, String api) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LANG",
                "C.UTF-8",
                "TZ",
                ":UTC",
                "AWS_REGION",
                Arn.REGION,
                "AWS_DEFAULT_REGION",
                Arn.REGION,
                "LAMBDA_TASK_ROOT",
                function.code().resolveSibling("").toString()));
        environment.putAll(Map.of(
                "_HANDLER",
                function.handler(),
                "AWS_LAMBDA_RUNTIME_API",
                api,
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                ON_DEMAND,
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
        // Lambda takes these from the function's role; here, the access key tells the services whose role it is.
        environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID",
                function.name(),
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "AWS_SESSION_TOKEN",
                "local",
                "AWS_ENDPOINT_URL_DYNAMODB",
                surroundings.dynamoDb().toString(),
                "AWS_ENDPOINT_URL_SQS",
                surroundings.services().toString(),
                "AWS_ENDPOINT_URL_EVENTBRIDGE",
                surroundings.services().toString(),
                "AWS_ENDPOINT_URL_API_GATEWAY",
                surroundings.services().toString(),
                "AWS_ENDPOINT_URL_SSM",
                surroundings.services().toString(),
                "AWS_ENDPOINT_URL_LAMBDA",
                surroundings.services().toString()));
        return environment;
    }
}
