package dev.containerevents.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// The JDK's HTTP client. A separate thread creates and connects it while the SDK's clients are created, because
/// setting up TLS takes an eighth of a cold start and doesn't depend on them. Thread-safe.
final class EagerHttpClient implements SdkHttpClient {

    private static final Duration CONNECTING = Duration.ofSeconds(1);

    private final FutureTask<SdkHttpClient> client = new FutureTask<>(EagerHttpClient::make);
    private final Thread starting;

    /// The requests since the process started; null if their connections won't be closed.
    private volatile @Nullable Queue<ExecutableHttpRequest> requests;

    /// @param server where the first request will be sent
    /// @param closes whether [#closeConnections()] will be called, which would also close a first connection
    EagerHttpClient(URI server, boolean closes) {
        requests = closes ? new ConcurrentLinkedQueue<>() : null;
        starting = Thread.ofPlatform().daemon().name("http-client").start(() -> {
            client.run();
            if (!closes) {
                connect(server);
            }
        });
    }

    private static SdkHttpClient make() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECTING)
                .socketTimeout(Duration.ofSeconds(3))
                .build();
    }

    /// Opens a connection, which the first request then reuses. Any response will do; DynamoDB's says that it is
    /// healthy.
    private void connect(URI server) {
        SdkHttpRequest get =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(server).build();
        try {
            // Closing the body gives the connection back.
            AbortableInputStream body = client.get()
                    .prepareRequest(HttpExecuteRequest.builder().request(get).build())
                    .call()
                    .responseBody()
                    .orElse(null);
            if (body != null) {
                body.close();
            }
        } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
            // The first request will meet the same, and report it.
        }
    }

    private SdkHttpClient client() {
        try {
            // A second connection, opened at the same time, would be no faster than the first.
            if (starting.isAlive()) {
                starting.join(CONNECTING);
            }
            return client.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted before its first call");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client().prepareRequest(unsized(request));
        Queue<ExecutableHttpRequest> all = requests;
        if (all == null) {
            return prepared;
        }
        all.add(prepared);
        return new Abortable(prepared);
    }

    /// Returns the same request without its length, which the JDK then finds and sends by itself. If the JDK were
    /// told the length, it would stream the body, and wait a millisecond at each reused connection to see whether
    /// it is still alive. A buffered body, instead, is sent again if the connection turns out to be dead.
    private static HttpExecuteRequest unsized(HttpExecuteRequest request) {
        HttpExecuteRequest.Builder unsized = HttpExecuteRequest.builder()
                .request(request.httpRequest().toBuilder()
                        .removeHeader("Content-Length")
                        .build());
        request.contentStreamProvider().ifPresent(unsized::contentStreamProvider);
        return unsized.build();
    }

    /// Closes all connections. No request may be in progress.
    ///
    /// The JDK keeps idle connections where they can't be accessed, but aborting a finished request closes one
    /// connection of its host. Each connection has served a request, so none is left.
    void closeConnections() {
        Queue<ExecutableHttpRequest> all = requests;
        if (all != null) {
            for (ExecutableHttpRequest request = all.poll(); request != null; request = all.poll()) {
                request.abort();
            }
        }
    }

    /// From now on, keeps connections until they have been idle for too long.
    void keepConnections() {
        requests = null;
    }

    @Override
    public String clientName() {
        return "UrlConnection";
    }

    @Override
    public void close() {
        client().close();
    }

    /// A request that can be aborted after its end: the JDK forgets its host once the response is closed. The end
    /// of the response is enough to return its connection.
    private record Abortable(ExecutableHttpRequest request) implements ExecutableHttpRequest {

        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse response = request.call();
            return HttpExecuteResponse.builder()
                    .response(response.httpResponse())
                    .responseBody(
                            response.responseBody().map(Abortable::unclosed).orElse(null))
                    .build();
        }

        private static AbortableInputStream unclosed(AbortableInputStream body) {
            InputStream unclosed = new FilterInputStream(body) {
                @Override
                public void close() throws IOException {
                    transferTo(OutputStream.nullOutputStream());
                }
            };
            return AbortableInputStream.create(unclosed, body);
        }

        @Override
        public void abort() {
            request.abort();
        }
    }
}
