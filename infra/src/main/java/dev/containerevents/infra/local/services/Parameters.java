package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/// Systems Manager's Parameter Store, as far as functions use it: `PutParameter`, `GetParameter` and
/// `DeleteParameter` of standard parameters. Thread-safe.
public final class Parameters implements AwsService {

    private static final String FILE = "parameters.json";

    /// The maximum size of the value of a standard parameter, in bytes.
    private static final int MAXIMUM_VALUE = 4096;

    private static final int VERSIONS_KEPT = 100;

    /// After a deletion, AWS says to wait for so long before the name is used again.
    private static final Duration PAUSE_AFTER_DELETION = Duration.ofSeconds(30);

    private static final Pattern NAME = Pattern.compile("/?[\\w.-]+(/[\\w.-]+){0,14}");
    private static final Pattern RESERVED = Pattern.compile("(?i)/?(aws|ssm).*");
    private static final Pattern TYPE = Pattern.compile("String|StringList|SecureString");

    private final Roles roles;
    private final Optional<Path> file;

    /// The versions of each parameter, the latest last, in the form of `GetParameter`.
    private final Map<String, List<ObjectNode>> parameters = new TreeMap<>();

    private final Map<String, Instant> deleted = new HashMap<>();

    /// Reads the parameters that were stored earlier.
    ///
    /// @param data where they are kept; nowhere if empty
    public Parameters(Roles roles, Optional<Path> data) {
        this.roles = roles;
        file = data.map(folder -> folder.resolve(FILE));
        if (file.isPresent() && Files.exists(file.get())) {
            read(file.get());
        }
    }

    private void read(Path saved) {
        try {
            for (JsonNode version : JsonTree.MAPPER.readTree(Files.readAllBytes(saved))) {
                add((ObjectNode) version);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(ObjectNode version) {
        List<ObjectNode> versions =
                parameters.computeIfAbsent(version.path("Name").asText(), _ -> new ArrayList<>());
        versions.add(version);
        if (versions.size() > VERSIONS_KEPT) {
            versions.removeFirst();
        }
    }

    private List<ObjectNode> versions(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    @Override
    public synchronized JsonNode answer(AwsCall call) throws Refusal {
        JsonNode request = call.request();
        String name = request.path("Name").asText();
        return switch (call.operation()) {
            case "PutParameter" -> {
                permit(call, name);
                yield put(name, request);
            }
            case "GetParameter" -> {
                String[] selected = name.split(":", 2);
                permit(call, selected[0]);
                yield get(selected[0], selected.length > 1 ? selected[1] : "", request);
            }
            case "DeleteParameter" -> {
                permit(call, name);
                yield delete(name);
            }
            default ->
                throw new Refusal(
                        400,
                        "InvalidAction",
                        "The local cloud supports only PutParameter, GetParameter and DeleteParameter.");
        };
    }

    private void permit(AwsCall call, String name) throws Refusal {
        Optional<String> refusal = roles.refusal(call.caller(), "ssm:" + call.operation(), arn(name), Map.of());
        if (refusal.isPresent()) {
            throw new Refusal(400, "AccessDeniedException", refusal.get());
        }
    }

    private static String arn(String name) {
        return Arn.of("ssm", "parameter" + (name.startsWith("/") ? name : "/" + name));
    }

    private JsonNode put(String name, JsonNode request) throws Refusal {
        if (!NAME.matcher(name).matches() || RESERVED.matcher(name).matches()) {
            throw new Refusal(
                    400,
                    "ValidationException",
                    "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It can only include"
                            + " a mix of letters, numbers and the symbols .-_, and up to 15 levels.");
        }
        if (request.has("KeyId")) {
            throw new Refusal(400, "InvalidKeyId", "The local cloud has no key but that of Parameter Store.");
        }
        String value = request.path("Value").asText();
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAXIMUM_VALUE) {
            throw new Refusal(400, "ValidationException", "A standard parameter has 1 to " + MAXIMUM_VALUE + " bytes.");
        }
        List<ObjectNode> versions = versions(name);
        if (!versions.isEmpty() && !request.path("Overwrite").asBoolean()) {
            throw new Refusal(
                    400,
                    "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set"
                            + " the overwrite option in the request to true.");
        }
        Instant earlier = deleted.getOrDefault(name, Instant.MIN);
        if (earlier.isAfter(Instant.now().minus(PAUSE_AFTER_DELETION))) {
            throw new Refusal(500, "InternalServerError", "The parameter was deleted less than 30 seconds ago.");
        }
        String before =
                versions.isEmpty() ? "" : versions.getLast().path("Type").asText();
        String type = request.path("Type").asText(before);
        if (!TYPE.matcher(type).matches()) {
            throw new Refusal(400, "ValidationException", "A parameter type is required when you create a parameter.");
        }
        int version =
                versions.isEmpty() ? 1 : versions.getLast().path("Version").asInt() + 1;
        add(JsonTree.object()
                .put("Name", name)
                .put("Type", type)
                .put("Value", value)
                .put("Version", version)
                .put("LastModifiedDate", Instant.now().toEpochMilli() / 1000.0)
                .put("ARN", arn(name))
                .put("DataType", "text"));
        save();
        return JsonTree.object().put("Version", version).put("Tier", "Standard");
    }

    private JsonNode get(String name, String version, JsonNode request) throws Refusal {
        List<ObjectNode> versions = versions(name);
        if (versions.isEmpty()) {
            throw new Refusal(400, "ParameterNotFound", "");
        }
        ObjectNode parameter = versions.stream()
                .filter(one -> version.isEmpty() || one.path("Version").asText().equals(version))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new Refusal(
                        400,
                        "ParameterVersionNotFound",
                        "Systems Manager could not find version " + version + " of " + name + "."))
                .deepCopy();
        if (!version.isEmpty()) {
            parameter.put("Selector", ":" + version);
        }
        if (parameter.path("Type").asText().equals("SecureString")
                && !request.path("WithDecryption").asBoolean()) {
            // Nobody can read the ciphertext, so it may be anything.
            parameter.put("Value", "AQICAHh" + UUID.randomUUID());
        }
        return JsonTree.object().set("Parameter", parameter);
    }

    private JsonNode delete(String name) throws Refusal {
        if (parameters.remove(name) == null) {
            throw new Refusal(400, "ParameterNotFound", "");
        }
        deleted.put(name, Instant.now());
        save();
        return JsonTree.object();
    }

    private void save() {
        if (file.isEmpty()) {
            return;
        }
        var all = JsonTree.MAPPER.createArrayNode();
        parameters.values().forEach(all::addAll);
        try {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            Files.write(file.get(), JsonTree.bytes(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
