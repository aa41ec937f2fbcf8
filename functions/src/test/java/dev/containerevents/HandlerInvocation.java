package dev.containerevents;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Invokes a handler as Lambda does, in this JVM.
public final class HandlerInvocation {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HandlerInvocation() {}

    /// Percent-encodes a path parameter, as clients send it and API Gateway passes it on.
    public static String encoded(String pathParameter) {
        return URLEncoder.encode(pathParameter, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Returns the handler's response to that event; a missing node if there is none.
    public static JsonNode of(RequestStreamHandler handler, String event) throws IOException {
        return of(handler, event, Duration.ofSeconds(25));
    }

    /// Does the same with less time.
    public static JsonNode of(RequestStreamHandler handler, String event, Duration time) throws IOException {
        return MAPPER.readTree(bytes(handler, event, time));
    }

    /// Does the same; returns the bytes that Lambda gets.
    public static byte[] bytes(RequestStreamHandler handler, String event, Duration time) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, new TimedContext(time));
        return out.toByteArray();
    }
}
