package dev.containerevents.infra.local.process;

import com.amazonaws.services.lambda.runtime.Context;
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

/// A runtime client in plain Java for stream handlers, for systems without AWS's native part. It makes the same
/// four calls of the runtime API.
final class PortableRuntime {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    PortableRuntime(String address) {
        this.root = "http://" + address + "/2018-06-01/runtime/";
    }

    /// Runs until the runtime API ends.
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
            post(
                    "init/error",
                    error(e instanceof InvocationTargetException wrapper ? wrapper.getTargetException() : e));
            System.exit(1);
            return;
        }
        while (true) {
            HttpResponse<byte[]> next = http.send(
                    HttpRequest.newBuilder(URI.create(root + "invocation/next")).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            Context call = PortableContext.of(next);
            // As AWS's runtime client does. The SDK sends it on.
            next.headers()
                    .firstValue("Lambda-Runtime-Trace-Id")
                    .ifPresent(trace -> System.setProperty("com.amazonaws.xray.traceHeader", trace));
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

    /// Written by hand, because a function's class path may have no JSON library.
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
}
