package dev.containerevents.infra.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Runs the tests' template, once for all tests.
public final class TestCloud {

    /// The template, next to its assets.
    public static final Path TEMPLATE = template();

    /// The lines that the local cloud has logged.
    public static final List<String> LOG = new CopyOnWriteArrayList<>();

    private static final LocalCloud CLOUD = start();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestCloud() {}

    /// Returns the running cloud.
    public static LocalCloud cloud() {
        return CLOUD;
    }

    /// Returns a request to a path and query of the cloud.
    public static HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(CLOUD.uri() + target));
    }

    /// Sends a request and returns the response.
    public static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Sends a GET request and returns the response.
    public static HttpResponse<byte[]> get(String target, String... headers) {
        HttpRequest.Builder request = request(target);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /// Returns the JSON in the body of a response.
    public static JsonNode json(HttpResponse<byte[]> response) {
        return JsonTree.parse(response.body())
                .orElseThrow(() -> new AssertionError(new String(response.body(), StandardCharsets.UTF_8)));
    }

    /// Returns a client of DynamoDB with an access key.
    ///
    /// @param accessKey the name of the function whose role it uses
    public static DynamoDbClient dynamoDb(URI endpoint, String accessKey) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "any")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static LocalCloud start() {
        try {
            LocalCloud cloud = LocalCloud.start(
                    TEMPLATE,
                    new LocalCloud.Options(0, Optional.empty(), !LocalCloud.Options.isLinux(), Map.of(), LOG::add));
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::close));
            return cloud;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Writes the template next to a list of assets, whose single jar refers to the compiled tests and to Jackson.
    private static Path template() {
        try (InputStream source = Objects.requireNonNull(TestCloud.class.getResourceAsStream("/local/template.json"))) {
            Path directory = Files.createTempDirectory("local-cloud-test-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            Path template = directory.resolve("template.json");
            Files.copy(source, template);
            Files.writeString(directory.resolve("test.assets.json"), """
                {"files": {"code": {"source": {"path": "code.jar"}, "destinations": {"here": {"objectKey": "code.zip"}}}}}
                """);
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
            new JarOutputStream(Files.newOutputStream(directory.resolve("code.jar")), manifest).close();
            return template;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.of(TestFunctions.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().toString())
                .collect(Collectors.joining(" "));
    }

    private static void delete(Path directory) {
        try {
            for (String file : List.of("template.json", "test.assets.json", "code.jar", "")) {
                Files.deleteIfExists(directory.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
