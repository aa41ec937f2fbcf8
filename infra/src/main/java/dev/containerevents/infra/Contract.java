package dev.containerevents.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The part of the contract that the deployment needs: one operation is one function.
///
/// @param operations in the order of the document
public record Contract(List<Operation> operations) {

    private static final String FILE = "/openapi.yaml";

    /// The kinds of scope that a viewer token may have.
    private static final List<String> SCOPES = List.of("container", "actor");

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    /// Reads the functions' contract from the class path.
    public static Contract read() {
        try (InputStream file = Contract.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            LoaderOptions options = new LoaderOptions();
            // Otherwise, the later of two would win silently.
            options.setAllowDuplicateKeys(false);
            Object yaml = new Yaml(new SafeConstructor(options)).load(file);
            return of(new ObjectMapper().valueToTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Contract of(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .map(method ->
                                operation(method, path.getKey(), path.getValue().path(method)))
                        .forEach(operations::add));
        return new Contract(List.copyOf(operations));
    }

    private static Operation operation(String method, String path, JsonNode node) {
        String id = node.path("operationId").asText();
        String folder = node.path("tags").path(0).asText();
        if (id.isEmpty() || folder.isEmpty()) {
            throw new IllegalArgumentException(method + " " + path + " needs an operationId and a tag");
        }
        if (!node.path("security").isArray()) {
            throw new IllegalArgumentException(id + " needs `security`, which is empty if the operation is public");
        }
        return new Operation(
                id,
                "dev.containerevents." + folder + "." + id + "::handleRequest",
                routes(method, path, node),
                node.path("security").valueStream().flatMap(Contract::names).toList(),
                texts(node.path("x-table-access")).map(TableAccess::parse).toList(),
                viewerScopes(id, method, node),
                texts(node.path("x-destination-access"))
                        .map(DestinationAccess::parse)
                        .toList());
    }

    private static Optional<List<String>> viewerScopes(String id, String method, JsonNode node) {
        if (!node.has("x-viewer")) {
            return Optional.empty();
        }
        List<String> scopes = texts(node.path("x-viewer")).toList();
        if (!method.equals("get") || !SCOPES.containsAll(scopes)) {
            throw new IllegalArgumentException(
                    id + " has an x-viewer, which is for GET and lists none or some of " + SCOPES);
        }
        return Optional.of(scopes);
    }

    /// Returns the routes of an operation. A path with GET has HEAD too (RFC 9110, 9.1).
    private static List<Route> routes(String method, String path, JsonNode node) {
        List<String> methods = method.equals("get") ? List.of("GET", "HEAD") : List.of(method.toUpperCase(Locale.ROOT));
        return Stream.concat(Stream.of(path), texts(node.path("x-alias")))
                .flatMap(at -> methods.stream().map(name -> new Route(name, at)))
                .toList();
    }

    private static Stream<String> names(JsonNode object) {
        return object.propertyStream().map(entry -> entry.getKey());
    }

    /// Returns the texts of a list, or a single text as a list.
    private static Stream<String> texts(JsonNode node) {
        return node.isTextual() ? Stream.of(node.asText()) : node.valueStream().map(JsonNode::asText);
    }
}
