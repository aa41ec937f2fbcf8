package dev.containerevents.infra.local.lambda;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.JniHelper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.auth.ManageAccess;
import dev.containerevents.aws.Aws;
import dev.containerevents.compat.authentik.CreateAuthentikEvent;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.orgs.CreateContainerEvent;
import dev.containerevents.orgs.CreateEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// A process with all functions that generate random values, which is copied as Lambda copies a snapshot.
///
/// When it is prepared, it writes the file `ready` into its folder. When the file `copy` exists, it does what a
/// copy does after a restore, and writes its results into a file with the name in `copy`.
final class CopiedFunctions {

    private static final int PAUSES = 2;

    /// Only the remaining time is ever read.
    private static final Context CONTEXT = (Context) Proxy.newProxyInstance(
            CopiedFunctions.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> 20_000);

    private final RequestStreamHandler one = new CreateContainerEvent();
    private final RequestStreamHandler many = new CreateEvents();
    private final RequestStreamHandler authentik = new CreateAuthentikEvent();
    private final RequestStreamHandler access = new ManageAccess();
    private final DynamoDbClient client;

    private CopiedFunctions(URI tls) {
        client =
                Aws.client(DynamoDbClient.builder(), tls, "us-east-1", EnvironmentVariableCredentialsProvider.create());
    }

    /// Prepares the functions, and acts as a copy of them each time that it is told to.
    ///
    /// @param arguments the folder, where a TLS server listens, and `restores` to be a copy repeatedly, with the
    ///                  generators' state set back each time
    public static void main(String[] arguments) throws Exception {
        // AWS's CRaC needs it to forget addresses of hosts.
        JniHelper.load();
        Path folder = Path.of(arguments[0]);
        CopiedFunctions functions = new CopiedFunctions(URI.create(arguments[1]));
        functions.random();
        Core.getGlobalContext().beforeCheckpoint(null);
        Generators generators = new Generators();
        Files.createFile(folder.resolve("ready"));
        do {
            Path copy = folder.resolve("copy");
            while (!Files.exists(copy)) {
                Thread.sleep(20);
            }
            String name = Files.readString(copy);
            Files.delete(copy);
            generators.restore();
            Core.getGlobalContext().afterRestore(null);
            ObjectNode results = functions.random();
            functions.call(results);
            Path file = Files.writeString(folder.resolve("unfinished"), results.toString());
            Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } while (arguments.length > 2);
        // The copier ends it.
        Thread.sleep(60_000);
    }

    /// Random values of the SDK and the JDK.
    private ObjectNode random() {
        ObjectNode results = JsonTree.object().put("uuid", UUID.randomUUID().toString());
        RetryStrategy strategy = client.serviceClientConfiguration()
                .overrideConfiguration()
                .retryStrategy()
                .orElseThrow();
        ArrayNode pauses = results.putArray("pauses");
        RefreshRetryTokenResponse refreshed = null;
        for (int i = 0; i < PAUSES; i++) {
            refreshed = strategy.refreshRetryToken(RefreshRetryTokenRequest.builder()
                    .token(
                            refreshed == null
                                    ? strategy.acquireInitialToken(AcquireInitialTokenRequest.create("scope"))
                                            .token()
                                    : refreshed.token())
                    .failure(SdkClientException.create("no answer", new IOException("no answer")))
                    .build());
            pauses.add(refreshed.delay().toNanos());
        }
        try {
            // The server reads the first message of the handshake.
            client.listTables();
        } catch (SdkClientException e) {
            // It does no more.
        }
        return results;
    }

    private void call(ObjectNode results) throws IOException {
        String event = "{\"timestamp\":\"2026-11-20T08:00:00Z\",\"event_type\":\"ACCESS\",\"status\":\"SUCCESS\"}";
        post(one, request("/orgs/acme/containers/c-1/events", event));
        post(
                many,
                request(
                        "/orgs/acme/events",
                        "{\"events\":[" + event.replace("{", "{\"container_id\":\"c-2\",") + "]}"));
        post(authentik, request("/api/v3/events/events/", "{\"action\":\"login\",\"app\":\"app\",\"context\":{}}"));
        results.put("key", invoke(access, "{\"action\":\"issue_key\",\"org_id\":\"acme\",\"rights\":[\"read\"]}"));
    }

    private static String request(String path, String body) {
        return JsonTree.object()
                .put("httpMethod", "POST")
                .put("path", path)
                .put("body", body)
                .put("isBase64Encoded", false)
                .<ObjectNode>set(
                        "pathParameters",
                        JsonTree.object().put("org_id", "acme").put("container_id", "c-1"))
                .<ObjectNode>set(
                        "multiValueHeaders",
                        JsonTree.object()
                                .<ObjectNode>set(
                                        "Content-Type",
                                        JsonTree.MAPPER.createArrayNode().add("application/json")))
                .set(
                        "requestContext",
                        JsonTree.object()
                                .put("requestId", "r-1")
                                .put("path", path)
                                .set(
                                        "authorizer",
                                        JsonTree.object().put("org", "acme").put("rights", "read write")))
                .toString();
    }

    private static void post(RequestStreamHandler handler, String request) throws IOException {
        String answer = invoke(handler, request);
        if (!answer.startsWith("{\"statusCode\":20")) {
            throw new IllegalStateException(answer);
        }
    }

    private static String invoke(RequestStreamHandler handler, String event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, CONTEXT);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// The current state of the JDK's random number generators.
    private static final class Generators {

        private record Value(Object owner, Field field, Object value) {}

        private final List<Value> values = new ArrayList<>();

        Generators() throws ReflectiveOperationException {
            Field instance = Class.forName("sun.security.provider.NativePRNG").getDeclaredField("INSTANCE");
            instance.setAccessible(true);
            Object generator = instance.get(null);
            // It has read some bytes ahead, and drops them after a tenth of a second. A copy's clock may have
            // stopped.
            field(generator, "lastRead").setLong(generator, Long.MAX_VALUE);
            field(generator, "buffered")
                    .setInt(generator, ((byte[]) field(generator, "nextBuffer").get(generator)).length);
            for (String name : List.of("nextBuffer", "buffered", "lastRead")) {
                save(generator, name);
            }
            Object mixed = field(generator, "mixRandom").get(generator);
            for (String name : List.of("state", "remainder", "remCount")) {
                save(mixed, name);
            }
            save(Thread.currentThread(), "threadLocalRandomSeed");
        }

        private void save(Object owner, String name) throws ReflectiveOperationException {
            Field field = field(owner, name);
            values.add(new Value(owner, field, copy(field.get(owner))));
        }

        private static Field field(Object owner, String name) throws NoSuchFieldException {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field;
        }

        private static Object copy(Object value) {
            return value instanceof byte[] bytes ? bytes.clone() : value;
        }

        void restore() throws IllegalAccessException {
            for (Value value : values) {
                value.field.set(value.owner, copy(value.value));
            }
        }
    }
}
