package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.lambda.RuntimeApi;
import dev.containerevents.infra.local.services.DynamoDbRequests;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one shard from a position to its end, in batches. Not thread-safe.
final class ShardReader {

    /// Lambda polls a shard four times a second.
    private static final Duration POLL = Duration.ofMillis(250);

    /// The maximum number of records that DynamoDB returns.
    private static final int MAXIMUM_PAGE = 1000;

    /// The size of an event besides records and state, in bytes; a generous estimate.
    private static final int FRAME = 1000;

    private final ChangeStream stream;
    private final EventSourceMapping mapping;
    private final ShardDelivery delivery;
    private final String shard;

    /// Records that passed the filter and weren't delivered yet.
    private final Deque<ObjectNode> waiting = new ArrayDeque<>();

    private Optional<String> iterator;
    private Optional<String> lastRead = Optional.empty();
    private @Nullable TumblingWindow window;

    ShardReader(ChangeStream stream, ShardDelivery delivery, String iterator) {
        this.stream = stream;
        this.delivery = delivery;
        this.mapping = delivery.mapping();
        this.shard = delivery.shard();
        this.iterator = Optional.of(iterator);
    }

    String shard() {
        return shard;
    }

    /// Returns at the shard's end, when all its records are processed.
    void follow() throws IOException, InterruptedException {
        while (iterator.isPresent() || !waiting.isEmpty()) {
            List<ObjectNode> batch = batch();
            if (window != null && window.isOver(Instant.now())) {
                closeWindow();
            }
            if (!batch.isEmpty()) {
                if (window == null && mapping.tumblingWindow().isPresent()) {
                    // Not the record's own time, which DynamoDB Local rounds to the minute.
                    window = new TumblingWindow(
                            Instant.now(), mapping.tumblingWindow().get());
                }
                delivery.deliver(batch, window);
            }
        }
        closeWindow();
    }

    private void closeWindow() throws InterruptedException {
        if (window != null) {
            delivery.close(window);
            window = null;
        }
    }

    /// Returns the next records; none if the window or the shard ended before there were any.
    private List<ObjectNode> batch() throws IOException, InterruptedException {
        Instant until = waiting.isEmpty() ? Instant.MAX : Instant.MIN;
        while (iterator.isPresent() && waiting.size() < mapping.batchSize()) {
            Instant now = Instant.now();
            if (!now.isBefore(until)) {
                break;
            }
            boolean more = read(iterator.get());
            if (until.equals(Instant.MAX) && !waiting.isEmpty()) {
                until = now.plus(mapping.batchingWindow());
            }
            if (waiting.isEmpty() && window != null && window.isOver(now)) {
                break;
            }
            if (!more) {
                Thread.sleep(POLL);
            }
        }
        return take();
    }

    /// @return whether there was anything to read
    private boolean read(String from) throws IOException, InterruptedException {
        ChangeStream.Page page;
        try {
            page = stream.read(from, Math.min(mapping.batchSize(), MAXIMUM_PAGE));
        } catch (DynamoDbRequests.Refused refused) {
            if (!refused.is("ExpiredIteratorException")) {
                throw refused;
            }
            // The function was busy, or this machine asleep, for longer than DynamoDB keeps an iterator.
            iterator = Optional.of(
                    lastRead.isPresent()
                            ? stream.iteratorAfter(shard, lastRead.get())
                            : stream.iterator(shard, mapping.fromTheFirst() ? "TRIM_HORIZON" : "LATEST"));
            return true;
        }
        for (ObjectNode change : page.records()) {
            lastRead = Optional.of(ChangeStream.sequenceNumber(change));
            if (mapping.passes(change)) {
                waiting.add(change);
            }
        }
        iterator = page.next();
        return !page.records().isEmpty();
    }

    /// Takes as many records as a batch and an invocation may have, but at least one if there is one.
    private List<ObjectNode> take() {
        List<ObjectNode> batch = new ArrayList<>();
        int left = RuntimeApi.MAXIMUM_PAYLOAD - FRAME - (window == null ? 0 : window.stateSize());
        while (!waiting.isEmpty() && batch.size() < mapping.batchSize()) {
            JsonNode next = waiting.element();
            left -= JsonTree.bytes(next).length + 1;
            if (left < 0 && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }
}
