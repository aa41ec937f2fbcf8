package dev.containerevents.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/// Creates clients of AWS from the function's environment. All settings of a client are explicit, so that the SDK
/// looks nothing up.
public final class Aws {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration FIRST_PAUSE_OF_THROTTLED = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private Aws() {}

    private static @Nullable EagerHttpClient http;

    /// Returns the HTTP client that all clients of this process share; null before the first client.
    static synchronized @Nullable EagerHttpClient http() {
        return http;
    }

    private static synchronized EagerHttpClient http(URI first) {
        EagerHttpClient client = http;
        if (client == null) {
            // By default, the JDK keeps five idle connections, and each bulk would open most of its connections
            // again.
            System.setProperty("http.maxConnections", "64");
            // In seconds, as in the SDK's other clients. The JDK's five would end before most next requests.
            System.setProperty("http.keepAlive.time.server", "60");
            client = new EagerHttpClient(first, Handler.takesSnapshot());
            http = client;
        }
        return client;
    }

    /// Returns a variable that the deployment sets for the function.
    ///
    /// @throws IllegalStateException if it isn't set
    public static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("the variable " + name + " is missing");
        }
        return value;
    }

    /// Creates a client with the function's own region and role.
    ///
    /// @param builder is called once the first connection is being opened, because loading the SDK takes a while
    /// @param service as endpoints and variables name it: `dynamodb`
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            Supplier<B> builder, String service) {
        return client(builder, service, service);
    }

    /// Creates a client of a service that has two names.
    ///
    /// @param builder  is called once the first connection is being opened
    /// @param service  as variables name it: `eventbridge`
    /// @param endpoint as endpoints name it: `events`
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            Supplier<B> builder, String service, String endpoint) {
        URI address = address(service, endpoint);
        http(address);
        return client(builder.get(), address, region(), credentials());
    }

    /// Returns a service that is called without a client of the SDK.
    ///
    /// @param service  as variables name it: `api_gateway`
    /// @param endpoint as endpoints and signatures name it: `apigateway`
    public static RestService rest(String service, String endpoint) {
        URI address = address(service, endpoint);
        return new RestService(http(address), address, region(), endpoint, credentials());
    }

    /// Returns a service whose responses may take so long.
    public static RestService rest(String service, Duration mostTime) {
        URI address = address(service, service);
        return new RestService(
                UrlConnectionHttpClient.builder().socketTimeout(mostTime).build(),
                address,
                region(),
                service,
                credentials());
    }

    private static String region() {
        return System.getenv().getOrDefault("AWS_REGION", "us-east-1");
    }

    private static URI address(String service, String endpoint) {
        return URI.create(System.getenv()
                .getOrDefault(
                        "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT),
                        "https://" + endpoint + "." + region() + ".amazonaws.com"));
    }

    /// A function with a snapshot gets its credentials from the container, because those of the snapshot would
    /// have expired when it is restored. Other functions get them from variables.
    private static AwsCredentialsProvider credentials() {
        return System.getenv().containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                ? ContainerCredentialsProvider.builder().build()
                : EnvironmentVariableCredentialsProvider.create();
    }

    /// Configures a client as in every function.
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, String region, AwsCredentialsProvider credentials) {
        return builder.region(Region.of(region))
                .endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .httpClient(http(endpoint))
                .overrideConfiguration(override -> override.retryStrategy(retries()))
                .build();
    }

    /// The SDK's standard strategy: three attempts. If a server doesn't respond, each takes about four seconds, so
    /// a caller that makes several calls in a row begins none after some eight seconds.
    private static StandardRetryStrategy retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .backoffStrategy(upTo(FIRST_PAUSE))
                .throttlingBackoffStrategy(upTo(FIRST_PAUSE_OF_THROTTLED))
                .build();
    }

    private static BackoffStrategy upTo(Duration firstPause) {
        return new FreshJitter(BackoffStrategy.exponentialDelayWithoutJitter(firstPause, LONGEST_PAUSE));
    }
}
