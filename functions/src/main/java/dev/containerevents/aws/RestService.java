package dev.containerevents.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/// A service of AWS with a REST API, called without a client of the SDK: the same connections, credentials and
/// signatures. Doesn't repeat calls. Thread-safe.
public final class RestService {

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private final SdkHttpClient http;
    private final URI endpoint;
    private final String region;
    private final String signingName;
    private final AwsCredentialsProvider credentials;

    RestService(
            SdkHttpClient http, URI endpoint, String region, String signingName, AwsCredentialsProvider credentials) {
        this.http = http;
        this.endpoint = endpoint;
        this.region = region;
        this.signingName = signingName;
        this.credentials = credentials;
    }

    /// A service's response, whatever its status.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, byte[] body) {}

    /// Sends a JSON body.
    ///
    /// @throws IOException if there is no response
    public Answer post(String path, byte[] body) throws IOException {
        return send(
                SdkHttpRequest.builder()
                        .encodedPath(path)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Accept", "application/json"),
                body);
    }

    /// Calls an action of a service that names it in a header.
    ///
    /// @param target `AmazonSSM.GetParameter`
    /// @throws IOException if there is no response
    public Answer call(String target, byte[] body) throws IOException {
        return send(
                SdkHttpRequest.builder()
                        .encodedPath("/")
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", target),
                body);
    }

    private Answer send(SdkHttpRequest.Builder post, byte[] body) throws IOException {
        ContentStreamProvider payload = () -> new ByteArrayInputStream(body);
        SdkHttpRequest request = post.method(SdkHttpMethod.POST)
                .protocol(endpoint.getScheme())
                .host(endpoint.getHost())
                .port(endpoint.getPort() < 0 ? null : endpoint.getPort())
                .build();
        SignedRequest signed = SIGNER.sign(sign -> sign.identity(credentials.resolveCredentials())
                .request(request)
                .payload(payload)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, signingName)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(payload)
                        .build())
                .call();
        try (var in = response.responseBody().orElse(null)) {
            return new Answer(response.httpResponse().statusCode(), in == null ? new byte[0] : in.readAllBytes());
        }
    }
}
