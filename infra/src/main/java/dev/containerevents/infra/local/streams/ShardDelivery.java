package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.template.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Delivers the batches of one shard to a function, and repeats each until all its records are processed.
///
/// @param log gets a line for each failure
record ShardDelivery(EventSourceMapping mapping, Functions.Target function, String shard, Consumer<String> log) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// How an invocation ended.
    private sealed interface Result {}

    private record Done() implements Result {}

    /// @param first the first record of the batch to deliver again
    private record DoneBefore(int first) implements Result {}

    private record Failed(String why) implements Result {}

    /// Returns when every record is processed.
    ///
    /// @param window null if the mapping has none
    void deliver(List<ObjectNode> records, @Nullable TumblingWindow window) throws InterruptedException {
        List<ObjectNode> left = records;
        Duration pause = FIRST_PAUSE;
        while (true) {
            switch (invoke(left, window, false)) {
                case Done() -> {
                    return;
                }
                case DoneBefore(int first) -> {
                    report(left.size() - first + " of " + left.size() + " records are left");
                    if (first > 0) {
                        left = left.subList(first, left.size());
                        pause = FIRST_PAUSE;
                    }
                }
                case Failed(String why) -> {
                    report(why);
                    if (mapping.bisect() && left.size() > 1) {
                        int half = left.size() / 2;
                        deliver(left.subList(0, half), window);
                        deliver(left.subList(half, left.size()), window);
                        return;
                    }
                }
            }
            pause = pause(pause);
        }
    }

    /// Invokes the function for the end of the window. Returns when that has succeeded.
    void close(TumblingWindow window) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (invoke(List.of(), window, true) instanceof Failed(String why)) {
            report(why);
            pause = pause(pause);
        }
    }

    private static Duration pause(Duration pause) throws InterruptedException {
        Thread.sleep(pause);
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    private void report(String what) {
        log.accept(mapping.id() + ", " + shard + ": " + what);
    }

    private Result invoke(List<ObjectNode> records, @Nullable TumblingWindow window, boolean isFinal)
            throws InterruptedException {
        ObjectNode event = JsonTree.object();
        event.putArray("Records").addAll(records);
        if (window != null) {
            window.describe(event, isFinal);
            event.put("shardId", shard).put("eventSourceARN", mapping.stream());
        }
        Invocation.Outcome outcome;
        try {
            outcome = function.invoke(JsonTree.bytes(event));
        } catch (RuntimeException e) {
            // Its process couldn't be started. Only this method has the records.
            return new Failed(e.toString());
        }
        return switch (outcome) {
            case Invocation.Failure failure -> new Failed(new String(failure.payload(), StandardCharsets.UTF_8));
            case Invocation.Success success -> result(records, success.payload(), window);
        };
    }

    private Result result(List<ObjectNode> records, byte[] payload, @Nullable TumblingWindow window) {
        JsonNode answer = JsonTree.parse(payload).orElse(MissingNode.getInstance());
        Optional<String> refused = window == null ? Optional.empty() : window.take(answer);
        if (refused.isPresent()) {
            return new Failed(refused.get());
        }
        // To Lambda, an empty response, null and an empty object mean success.
        JsonNode failures = answer.path("batchItemFailures");
        if (!mapping.inParts() || failures.isEmpty()) {
            return new Done();
        }
        List<String> numbers =
                records.stream().map(ChangeStream::sequenceNumber).toList();
        List<Integer> failed = new ArrayList<>();
        for (JsonNode failure : failures) {
            failed.add(numbers.indexOf(failure.path("itemIdentifier").asText()));
        }
        int first = failed.stream().min(Integer::compare).orElse(0);
        return first < 0 ? new Failed("the response names no record of the batch: " + answer) : new DoneBefore(first);
    }
}
