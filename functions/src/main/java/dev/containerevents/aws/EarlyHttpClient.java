package dev.containerevents.aws;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// The JDK's HTTP client, made by a thread of its own while the SDK's client is made: setting up TLS is an eighth
/// of a cold start, and needs nothing of the rest.
final class EarlyHttpClient implements SdkHttpClient {

    private final FutureTask<SdkHttpClient> client = new FutureTask<>(EarlyHttpClient::make);

    EarlyHttpClient() {
        Thread.ofPlatform().daemon().name("http-client").start(client);
    }

    private static SdkHttpClient make() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(Duration.ofSeconds(3))
                .build();
    }

    private SdkHttpClient client() {
        try {
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
        return client().prepareRequest(request);
    }

    @Override
    public String clientName() {
        return "UrlConnection";
    }

    @Override
    public void close() {
        client().close();
    }
}
