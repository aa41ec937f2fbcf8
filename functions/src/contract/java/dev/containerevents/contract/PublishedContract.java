package dev.containerevents.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Turns the contract into the document that [GetOpenApi] publishes.
///
/// The build runs it as a single source file, before the functions are packaged: no function needs a YAML parser
/// then.
final class PublishedContract {

    private PublishedContract() {}

    /// @param files the contract in YAML, and where to write the document in JSON
    static void main(String[] files) throws IOException {
        LoaderOptions options = new LoaderOptions();
        // Otherwise the later of two equal keys silently wins.
        options.setAllowDuplicateKeys(false);
        try (Reader contract = Files.newBufferedReader(Path.of(files[0]))) {
            Object document = withoutExtensions(new Yaml(new SafeConstructor(options)).load(contract));
            Files.write(Path.of(files[1]), new ObjectMapper().writeValueAsBytes(document));
        }
    }

    /// Removes the members whose names begin with `x-`. They concern the deployment, and tell how the table is
    /// read.
    private static Object withoutExtensions(Object node) {
        return switch (node) {
            case Map<?, ?> map -> {
                Map<String, Object> rest = new LinkedHashMap<>();
                map.forEach((name, value) -> {
                    // In a flow mapping, a text with a comma that isn't quoted ends in such a member.
                    Objects.requireNonNull(value, () -> "the contract has a null: " + name);
                    if (!name.toString().startsWith("x-")) {
                        rest.put(name.toString(), withoutExtensions(value));
                    }
                });
                yield rest;
            }
            case List<?> list ->
                list.stream().map(PublishedContract::withoutExtensions).toList();
            default -> node;
        };
    }
}
