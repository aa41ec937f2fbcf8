package dev.containerevents.aws;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/// The AWS that a function runs in, as its environment tells, and clients of it. Everything about a client is
/// said, so that the SDK looks nothing up.
public final class Aws {

    private Aws() {}

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
    /// @param service as endpoints and variables name it: `dynamodb`
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, String service) {
        return client(builder, service, service);
    }

    /// The same for a service of two names.
    ///
    /// @param service  as variables name it: `eventbridge`
    /// @param endpoint as endpoints name it: `events`
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, String service, String endpoint) {
        Map<String, String> environment = System.getenv();
        String region = environment.getOrDefault("AWS_REGION", "us-east-1");
        String address = environment.getOrDefault(
                "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT),
                "https://" + endpoint + "." + region + ".amazonaws.com");
        // A function of which a snapshot is taken gets its credentials from the container, since they would be over
        // when it is restored; any other by variables.
        AwsCredentialsProvider credentials = environment.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                ? ContainerCredentialsProvider.builder().build()
                : EnvironmentVariableCredentialsProvider.create();
        return client(builder, URI.create(address), region, credentials);
    }

    /// A client with the settings that every function has.
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, String region, AwsCredentialsProvider credentials) {
        // The JDK keeps five idle connections otherwise, and a bulk would open most of its own anew.
        System.setProperty("http.maxConnections", "64");
        SdkHttpClient http = new EarlyHttpClient();
        return builder.region(Region.of(region))
                .endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .httpClient(http)
                // Three attempts. A server that doesn't answer costs about four seconds each, so whoever makes
                // several calls in a row begins none after some eight seconds.
                .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD))
                .build();
    }
}
