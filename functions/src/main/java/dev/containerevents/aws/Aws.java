package dev.containerevents.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/// The AWS that a function runs in, as its environment tells, and clients of it. Everything about a client is
/// said, so that the SDK looks nothing up.
public final class Aws {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration FIRST_PAUSE_OF_THROTTLED = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private Aws() {}

    private static @Nullable EagerHttpClient http;

    /// Whether Lambda takes a snapshot of this process once it has started.
    static boolean takesSnapshot() {
        return "snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"));
    }

    /// What all clients of this process send their requests by; null before the first client.
    static synchronized @Nullable EagerHttpClient http() {
        return http;
    }

    private static synchronized EagerHttpClient http(URI first) {
        EagerHttpClient client = http;
        if (client == null) {
            // The JDK keeps five idle connections otherwise, and a bulk would open most of its own anew.
            System.setProperty("http.maxConnections", "64");
            // In seconds, as for the SDK's other clients; the JDK's five would be over before most next requests.
            System.setProperty("http.keepAlive.time.server", "60");
            client = new EagerHttpClient(first, takesSnapshot());
            http = client;
        }
        return client;
    }

    /// A variable that the deployment gives the function.
    ///
    /// @throws IllegalStateException if it doesn't
    public static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("the variable " + name + " is missing");
        }
        return value;
    }

    /// A client of the function's own region and role.
    ///
    /// @param builder is asked for once the first connection is under way: to load the SDK takes a while
    /// @param service as endpoints and variables name it: `dynamodb`
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            Supplier<B> builder, String service) {
        return client(builder, service, service);
    }

    /// The same for a service of two names.
    ///
    /// @param builder  is asked for once the first connection is under way
    /// @param service  as variables name it: `eventbridge`
    /// @param endpoint as endpoints name it: `events`
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            Supplier<B> builder, String service, String endpoint) {
        Map<String, String> environment = System.getenv();
        String region = environment.getOrDefault("AWS_REGION", "us-east-1");
        URI address = URI.create(environment.getOrDefault(
                "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT),
                "https://" + endpoint + "." + region + ".amazonaws.com"));
        http(address);
        // A function of which a snapshot is taken gets its credentials from the container, since they would be over
        // when it is restored; any other by variables.
        AwsCredentialsProvider credentials = environment.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                ? ContainerCredentialsProvider.builder().build()
                : EnvironmentVariableCredentialsProvider.create();
        return client(builder.get(), address, region, credentials);
    }

    /// A client with the settings that every function has.
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, String region, AwsCredentialsProvider credentials) {
        return builder.region(Region.of(region))
                .endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .httpClient(http(endpoint))
                .overrideConfiguration(override -> override.retryStrategy(retries()))
                .build();
    }

    /// The SDK's standard strategy: three attempts. A server that doesn't answer costs about four seconds each, so
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
