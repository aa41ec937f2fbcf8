package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One event source mapping of the template for a stream: which function it feeds, and how.
///
/// @param function the ARN, with its qualifier
/// @param fromTheFirst whether it begins with the oldest record; otherwise, with the next new one
/// @param batchingWindow how long a batch that isn't full waits for more
/// @param tumblingWindow empty if invocations share no state
/// @param bisect whether a batch that failed is halved
/// @param inParts whether a function may name the records that failed
/// @param filter which records are delivered
public record EventSourceMapping(
        String id,
        String function,
        String stream,
        boolean enabled,
        boolean fromTheFirst,
        int batchSize,
        Duration batchingWindow,
        Optional<Duration> tumblingWindow,
        boolean bisect,
        boolean inParts,
        RecordFilter filter) {

    private static final Set<String> KNOWN = Set.of(
            "FunctionName",
            "EventSourceArn",
            "Enabled",
            "StartingPosition",
            "BatchSize",
            "MaximumBatchingWindowInSeconds",
            "TumblingWindowInSeconds",
            "BisectBatchOnFunctionError",
            "FunctionResponseTypes",
            "FilterCriteria");

    /// These must have the given values, because the local cloud has no other behaviour.
    private static final Map<String, Set<String>> FIXED = Map.of(
            "ParallelizationFactor", Set.of("", "1"),
            "MaximumRetryAttempts", Set.of("", "-1"),
            "MaximumRecordAgeInSeconds", Set.of("", "-1"));

    /// Returns the mappings of the template for all sources but queues, including disabled ones.
    ///
    /// @throws IllegalArgumentException if the local cloud doesn't support a mapping, or AWS would refuse it
    public static List<EventSourceMapping> of(Template template, Roles roles) {
        List<EventSourceMapping> mappings = template.resources("AWS::Lambda::EventSourceMapping").stream()
                .filter(mapping ->
                        !mapping.properties().path("EventSourceArn").asText().startsWith("arn:aws:sqs:"))
                .map(mapping -> of(mapping.id(), mapping.properties()))
                .toList();
        mappings.forEach(mapping -> mapping.requireRights(roles));
        return mappings;
    }

    /// AWS requires these when a mapping is created.
    private void requireRights(Roles roles) {
        for (String action : List.of("GetRecords", "GetShardIterator", "DescribeStream")) {
            roles.require(id, function, "dynamodb:" + action, stream);
        }
        // This action isn't about a specific stream.
        roles.require(id, function, "dynamodb:ListStreams", "*");
    }

    private static EventSourceMapping of(String id, JsonNode properties) {
        properties.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name) && !FIXED.containsKey(name)) {
                throw unsupported(id, name, properties.path(name));
            }
        });
        FIXED.forEach((name, values) -> {
            if (!values.contains(properties.path(name).asText())) {
                throw unsupported(id, name, properties.path(name));
            }
        });
        String position = properties.path("StartingPosition").asText();
        List<String> responses = new ArrayList<>();
        properties.path("FunctionResponseTypes").forEach(type -> responses.add(type.asText()));
        if (!Set.of("TRIM_HORIZON", "LATEST").contains(position)) {
            throw unsupported(id, "StartingPosition", properties.path("StartingPosition"));
        }
        if (!Set.of("ReportBatchItemFailures").containsAll(responses)) {
            throw unsupported(id, "FunctionResponseTypes", properties.path("FunctionResponseTypes"));
        }
        return new EventSourceMapping(
                id,
                properties.path("FunctionName").asText(),
                properties.path("EventSourceArn").asText(),
                properties.path("Enabled").asBoolean(true),
                position.equals("TRIM_HORIZON"),
                properties.path("BatchSize").asInt(100),
                Duration.ofSeconds(
                        properties.path("MaximumBatchingWindowInSeconds").asInt()),
                Optional.of(Duration.ofSeconds(
                                properties.path("TumblingWindowInSeconds").asInt()))
                        .filter(Duration::isPositive),
                properties.path("BisectBatchOnFunctionError").asBoolean(),
                !responses.isEmpty(),
                RecordFilter.of(properties.path("FilterCriteria").path("Filters")));
    }

    private static IllegalArgumentException unsupported(String id, String name, JsonNode value) {
        return new IllegalArgumentException(
                "The local cloud doesn't support " + name + " " + value + " of " + id + ".");
    }

    boolean passes(JsonNode streamRecord) {
        return filter.passes(streamRecord);
    }
}
