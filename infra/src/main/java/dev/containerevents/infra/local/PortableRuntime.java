package dev.containerevents.infra.local;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A runtime client in plain Java, for stream handlers, where AWS's has no native part: the same four calls of the
/// runtime API.
final class PortableRuntime {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    PortableRuntime(String address) {
        this.root = "http://" + address + "/2018-06-01/runtime/";
    }

    /// Runs until the runtime API goes away.
    ///
    /// @param handler `package.Class` or `package.Class::handleRequest`
    void run(String handler) throws IOException, InterruptedException {
        RequestStreamHandler function;
        try {
            function = Class.forName(handler.split("::", 2)[0])
                    .asSubclass(RequestStreamHandler.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            e.printStackTrace();
            post("init/error", error(e instanceof InvocationTargetException wrapper ? wrapper.getTargetException() : e));
            System.exit(1);
            return;
        }
        while (true) {
            HttpResponse<byte[]> next = http.send(
                    HttpRequest.newBuilder(URI.create(root + "invocation/next")).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            Call call = Call.of(next);
            try {
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                function.handleRequest(new ByteArrayInputStream(next.body()), answer, call);
                post("invocation/" + call.getAwsRequestId() + "/response", answer.toByteArray());
            } catch (Exception | LinkageError | StackOverflowError e) {
                e.printStackTrace();
                post("invocation/" + call.getAwsRequestId() + "/error", error(e));
            }
        }
    }

    private void post(String path, byte[] body) throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(URI.create(root + path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static byte[] error(Throwable thrown) {
        return "{\"errorMessage\":%s,\"errorType\":%s,\"stackTrace\":[%s]}"
                .formatted(
                        quoted(thrown.getMessage()),
                        quoted(thrown.getClass().getName()),
                        Arrays.stream(thrown.getStackTrace())
                                .map(frame -> quoted(frame.toString()))
                                .collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
    }

    /// By hand, because a function's class path needn't have a JSON library.
    private static String quoted(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        return text.chars()
                .mapToObj(character -> character < ' ' || character == '"' || character == '\\'
                        ? "\\u%04x".formatted(character)
                        : Character.toString(character))
                .collect(Collectors.joining("", "\"", "\""));
    }

    private record Call(String id, String arn, long deadline) implements Context {

        static Call of(HttpResponse<?> next) {
            return new Call(
                    next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow(),
                    next.headers()
                            .firstValue("Lambda-Runtime-Invoked-Function-Arn")
                            .orElseThrow(),
                    next.headers()
                            .firstValueAsLong("Lambda-Runtime-Deadline-Ms")
                            .orElseThrow());
        }

        @Override
        public String getAwsRequestId() {
            return id;
        }

        @Override
        public String getLogGroupName() {
            return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
        }

        @Override
        public String getLogStreamName() {
            return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
        }

        @Override
        public String getFunctionName() {
            return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
        }

        @Override
        public String getFunctionVersion() {
            return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
        }

        @Override
        public String getInvokedFunctionArn() {
            return arn;
        }

        @Override
        public @Nullable CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public @Nullable ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return (int) Math.max(0, deadline - System.currentTimeMillis());
        }

        @Override
        public int getMemoryLimitInMB() {
            return Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
        }

        @Override
        public LambdaLogger getLogger() {
            return new LambdaLogger() {
                @Override
                public void log(String message) {
                    System.out.println(message);
                }

                @Override
                public void log(byte[] message) {
                    log(new String(message, StandardCharsets.UTF_8));
                }
            };
        }
    }
}
