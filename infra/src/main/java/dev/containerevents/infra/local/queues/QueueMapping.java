package dev.containerevents.infra.local.queues;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.services.MessageQueue;
import dev.containerevents.infra.local.services.Queues;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.FunctionSpec;
import dev.containerevents.infra.local.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// One event source mapping of the template for a queue: which function it feeds, one message at a time.
///
/// @param function the ARN, with its qualifier
/// @param concurrency how many messages may be processed at once
public record QueueMapping(String id, String function, String queue, boolean enabled, int concurrency) {

    private static final String SQS = "arn:aws:sqs:";

    private static final Set<String> KNOWN =
            Set.of("FunctionName", "EventSourceArn", "Enabled", "BatchSize", "ScalingConfig");

    private static final int LEAST_CONCURRENCY = 2;

    /// Also what Lambda reaches without a limit.
    private static final int MOST_CONCURRENCY = 1000;

    /// Returns the mappings of the template for queues, including disabled ones.
    ///
    /// @throws IllegalArgumentException if the local cloud doesn't support a mapping, or AWS would refuse it
    public static List<QueueMapping> of(Template template, Roles roles, Queues queues, List<FunctionSpec> functions) {
        List<QueueMapping> mappings = template.resources("AWS::Lambda::EventSourceMapping").stream()
                .filter(mapping ->
                        mapping.properties().path("EventSourceArn").asText().startsWith(SQS))
                .map(mapping -> of(mapping.id(), mapping.properties()))
                .toList();
        mappings.forEach(mapping -> mapping.requireWhatAwsDoes(roles, queues, functions));
        return mappings;
    }

    private static QueueMapping of(String id, JsonNode properties) {
        properties.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw unsupported(id, name, properties.path(name));
            }
        });
        if (properties.path("BatchSize").asInt() != 1) {
            throw unsupported(id, "BatchSize", properties.path("BatchSize"));
        }
        JsonNode concurrency = properties.path("ScalingConfig").path("MaximumConcurrency");
        return new QueueMapping(
                id,
                properties.path("FunctionName").asText(),
                properties.path("EventSourceArn").asText(),
                properties.path("Enabled").asBoolean(true),
                concurrency.isMissingNode() ? MOST_CONCURRENCY : concurrency.asInt());
    }

    /// AWS requires these when a mapping is created.
    private void requireWhatAwsDoes(Roles roles, Queues queues, List<FunctionSpec> functions) {
        for (String action : List.of("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")) {
            roles.require(id, function, "sqs:" + action, queue);
        }
        if (concurrency < LEAST_CONCURRENCY || concurrency > MOST_CONCURRENCY) {
            throw new IllegalArgumentException("AWS would refuse %s: MaximumConcurrency is %d to %d, not %d."
                    .formatted(id, LEAST_CONCURRENCY, MOST_CONCURRENCY, concurrency));
        }
        Duration visibility = queues.find(queue)
                .map(MessageQueue::visibility)
                .orElseThrow(
                        () -> new IllegalArgumentException(id + " reads " + queue + ", which is not in the template."));
        for (FunctionSpec spec : functions) {
            if (spec.name().equals(Arn.functionName(function)) && spec.timeout().compareTo(visibility) > 0) {
                throw new IllegalArgumentException(
                        ("AWS would refuse %s: the queue's visibility timeout, %d s, is less than"
                                        + " the function's timeout, %d s.")
                                .formatted(
                                        id,
                                        visibility.toSeconds(),
                                        spec.timeout().toSeconds()));
            }
        }
    }

    private static IllegalArgumentException unsupported(String id, String name, JsonNode value) {
        return new IllegalArgumentException(
                "The local cloud doesn't support " + name + " " + value + " of " + id + ".");
    }
}
