package dev.containerevents.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Changes how many requests a second the template's plans and methods allow. A test sends from one machine, as
/// one organisation, what many organisations send from many.
public final class RequestLimits {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RequestLimits() {}

    /// Returns a template like the project's own, next to the same assets, that allows so many times the requests.
    public static Path times(double factor) {
        Path file = Synthesised.file();
        try {
            JsonNode template = MAPPER.readTree(Files.readAllBytes(file));
            for (JsonNode resource : template.path("Resources")) {
                JsonNode properties = resource.path("Properties");
                multiply(properties.path("Throttle"), List.of("RateLimit", "BurstLimit"), factor);
                for (JsonNode method : properties.path("MethodSettings")) {
                    multiply(method, List.of("ThrottlingRateLimit", "ThrottlingBurstLimit"), factor);
                }
            }
            Path changed = file.resolveSibling("times-" + factor + ".json");
            Files.write(changed, MAPPER.writeValueAsBytes(template));
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void multiply(JsonNode limits, List<String> members, double factor) {
        if (limits instanceof ObjectNode object) {
            members.forEach(
                    member -> object.put(member, (int) (object.path(member).asInt() * factor)));
        }
    }
}
