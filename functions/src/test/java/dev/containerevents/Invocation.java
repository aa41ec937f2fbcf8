package dev.containerevents;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Calls a handler as Lambda does, in this JVM and without a context, which none of ours reads.
public final class Invocation {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Invocation() {}

    /// What the handler answers to that event; a missing node if nothing.
    public static JsonNode of(RequestStreamHandler handler, String event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, null);
        return MAPPER.readTree(out.toByteArray());
    }
}
