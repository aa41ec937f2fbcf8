package dev.containerevents.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// The stream of a table of [LocalTable#streamed()], in the form in which Lambda delivers its records.
public record LocalStream(DynamoDbStreamsClient client, String arn) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// What the filters of most mappings let through: records of events.
    public List<String> records() {
        return records(Partition.EVENTS);
    }

    /// The records that are about partitions whose keys begin like that.
    public List<String> records(String prefix) {
        return new Reader(this, prefix).next();
    }

    /// Reads the records about partitions whose keys begin with a prefix, each once.
    public static final class Reader {

        private final LocalStream stream;
        private final String prefix;

        /// Where to read on, by shard.
        private final Map<String, String> iterators = new HashMap<>();

        public Reader(LocalStream stream, String prefix) {
            this.stream = stream;
            this.prefix = prefix;
        }

        /// Returns the records since the last call, or since the beginning.
        public List<String> next() {
            List<String> records = new ArrayList<>();
            for (Shard shard : stream.client
                    .describeStream(describe -> describe.streamArn(stream.arn))
                    .streamDescription()
                    .shards()) {
                iterators.compute(
                        shard.shardId(),
                        (id, iterator) -> readAll(iterator == null ? stream.beginning(id) : iterator, records));
            }
            return records;
        }

        /// @return where to read on
        private String readAll(String iterator, List<String> records) {
            GetRecordsResponse response = stream.client.getRecords(get -> get.shardIterator(iterator));
            response.records().stream()
                    .filter(record ->
                            new Item(record.dynamodb().keys()).text("pk").startsWith(prefix))
                    .forEach(record -> records.add(json(record)));
            @Nullable String next = response.nextShardIterator();
            return response.records().isEmpty() || next == null ? iterator : readAll(next, records);
        }
    }

    private String beginning(String shard) {
        return client.getShardIterator(
                        get -> get.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
    }

    /// The record of an event that was stored, as if it had come from a stream.
    public static String insert(Event event, Org org, long sequence) {
        return record("INSERT", "NewImage", event, org, sequence);
    }

    /// The record of an event that was removed, as if it had come from a stream.
    public static String remove(Event event, Org org, long sequence) {
        return record("REMOVE", "OldImage", event, org, sequence);
    }

    private static String record(String name, String image, Event event, Org org, long sequence) {
        ObjectNode json = MAPPER.createObjectNode().put("eventName", name);
        ObjectNode inner = json.putObject("dynamodb")
                .put("ApproximateCreationDateTime", event.created().getEpochSecond())
                .put("SequenceNumber", Long.toString(sequence));
        image(inner, image, EventItem.of(event, org).attributes());
        return json.toString();
    }

    private static String json(Record record) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("eventID", record.eventID())
                .put("eventName", record.eventNameAsString())
                .put("eventSource", "aws:dynamodb");
        ObjectNode inner = json.putObject("dynamodb")
                .put(
                        "ApproximateCreationDateTime",
                        record.dynamodb().approximateCreationDateTime().getEpochSecond())
                .put("SequenceNumber", record.dynamodb().sequenceNumber())
                .put("StreamViewType", "NEW_AND_OLD_IMAGES");
        image(inner, "Keys", record.dynamodb().keys());
        if (record.dynamodb().hasOldImage()) {
            image(inner, "OldImage", record.dynamodb().oldImage());
        }
        if (record.dynamodb().hasNewImage()) {
            image(inner, "NewImage", record.dynamodb().newImage());
        }
        return json.toString();
    }

    private static void image(ObjectNode record, String name, Map<String, AttributeValue> attributes) {
        ObjectNode image = record.putObject(name);
        attributes.forEach((attribute, value) -> {
            ObjectNode typed = image.putObject(attribute);
            switch (value.type()) {
                case S -> typed.put("S", value.s());
                case N -> typed.put("N", value.n());
                case B -> typed.put("B", value.b().asByteArray());
                default -> throw new IllegalArgumentException("nothing of ours has an attribute of " + value.type());
            }
        });
    }
}
