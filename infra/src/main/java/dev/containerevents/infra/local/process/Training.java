package dev.containerevents.infra.local.process;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Runs all functions in one process, so that its ahead-of-time cache has the classes of each.
///
/// Takes the name of a handler's class, a line break, and its event.
public final class Training implements RequestStreamHandler {

    private final Map<String, RequestStreamHandler> handlers = new HashMap<>();

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        String[] handlerAndEvent = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", 2);
        RequestStreamHandler handler = handlers.computeIfAbsent(handlerAndEvent[0], Training::create);
        handler.handleRequest(
                new ByteArrayInputStream(handlerAndEvent[1].getBytes(StandardCharsets.UTF_8)), out, context);
    }

    static RequestStreamHandler create(String type) {
        try {
            return Class.forName(type)
                    .asSubclass(RequestStreamHandler.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type, e);
        }
    }
}
