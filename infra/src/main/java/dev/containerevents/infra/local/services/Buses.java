package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// EventBridge's buses, on which functions put events. There are no rules, so nothing is delivered.
///
/// @param log gets a line for each event
public record Buses(Roles roles, RecentMessages events, Consumer<String> log) implements AwsService {

    private static final int MAXIMUM_ENTRIES = 10;

    /// The maximum size of all entries of a request, in bytes.
    private static final int MAXIMUM_SIZE = 262_144;

    private static final List<String> REQUIRED = List.of("Source", "DetailType", "Detail");

    @Override
    public JsonNode answer(AwsCall call) throws Refusal {
        if (!call.operation().equals("PutEvents")) {
            throw new Refusal(400, "UnsupportedOperationException", "The local cloud supports only PutEvents.");
        }
        JsonNode entries = call.request().path("Entries");
        if (entries.isEmpty() || entries.size() > MAXIMUM_ENTRIES) {
            throw new Refusal(400, "ValidationException", "A request has 1 to " + MAXIMUM_ENTRIES + " entries.");
        }
        int size = 0;
        for (JsonNode entry : entries) {
            Optional<String> refusal = roles.refusal(call.caller(), "events:PutEvents", bus(entry), Map.of());
            if (refusal.isPresent()) {
                throw new Refusal(400, "AccessDeniedException", refusal.get());
            }
            size += size(entry);
        }
        if (size >= MAXIMUM_SIZE) {
            throw new Refusal(
                    400, "ValidationException", "Total size of the entries in the request is over the limit.");
        }
        ObjectNode answer = JsonTree.object();
        ArrayNode results = answer.putArray("Entries");
        int failed = 0;
        for (JsonNode entry : entries) {
            Optional<ObjectNode> fault = fault(entry);
            if (fault.isPresent()) {
                failed++;
                results.add(fault.get());
            } else {
                log.accept(name(entry) + " | " + entry);
                events.add(entry.toString());
                results.addObject().put("EventId", UUID.randomUUID().toString());
            }
        }
        return answer.put("FailedEntryCount", failed);
    }

    private static String bus(JsonNode entry) {
        String name = nameOrArn(entry);
        return name.startsWith("arn:") ? name : Arn.of("events", "event-bus/" + name);
    }

    private static String name(JsonNode entry) {
        String name = nameOrArn(entry);
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String nameOrArn(JsonNode entry) {
        return entry.path("EventBusName").asText("default");
    }

    /// Returns the size as AWS counts it.
    private static int size(JsonNode entry) {
        int size = entry.has("Time") ? 14 : 0;
        for (String member : REQUIRED) {
            size += entry.path(member).asText().getBytes(StandardCharsets.UTF_8).length;
        }
        for (JsonNode resource : entry.path("Resources")) {
            size += resource.asText().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    private static Optional<ObjectNode> fault(JsonNode entry) {
        for (String member : REQUIRED) {
            if (entry.path(member).asText().isEmpty()) {
                return Optional.of(JsonTree.object()
                        .put("ErrorCode", "InvalidArgument")
                        .put(
                                "ErrorMessage",
                                "Parameter " + member + " is not valid. Reason: it is a required argument."));
            }
        }
        byte[] detail = entry.path("Detail").asText().getBytes(StandardCharsets.UTF_8);
        return JsonTree.parse(detail).orElse(MissingNode.getInstance()).isObject()
                ? Optional.empty()
                : Optional.of(JsonTree.object()
                        .put("ErrorCode", "MalformedDetail")
                        .put("ErrorMessage", "Detail is malformed."));
    }
}
