package dev.containerevents.infra.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.services.DynamoDbRequests;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.JsonTree;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The stream of one table of DynamoDB Local. Thread-safe.
///
/// @param name its name in DynamoDB Local
/// @param arn its ARN for the template's functions
record ChangeStream(DynamoDbRequests requests, String name, String arn) {

    private static final String SERVICE = "DynamoDBStreams_20120810.";
    private static final int SECONDS_OF_MINUTE = 60;

    /// @param parent the shard whose records precede this one's
    record Shard(String id, Optional<String> parent, boolean closed) {}

    /// @param records as a function receives them
    /// @param next empty at the shard's end
    record Page(List<ObjectNode> records, Optional<String> next) {}

    /// @param arn of the template's form, `…:table/NAME/stream/…`
    static ChangeStream of(DynamoDbRequests requests, String arn) throws IOException, InterruptedException {
        String table = arn.split("/", -1)[1];
        JsonNode description = requests.send(
                "DynamoDB_20120810.DescribeTable", JsonTree.object().put("TableName", table));
        String name = description.path("Table").path("LatestStreamArn").asText();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("The table " + table + " has no stream.");
        }
        return new ChangeStream(requests, name, arn);
    }

    List<Shard> shards() throws IOException, InterruptedException {
        List<Shard> shards = new ArrayList<>();
        ObjectNode request = JsonTree.object().put("StreamArn", name);
        JsonNode description;
        do {
            description = requests.send(SERVICE + "DescribeStream", request).path("StreamDescription");
            for (JsonNode shard : description.path("Shards")) {
                shards.add(new Shard(
                        shard.path("ShardId").asText(),
                        Optional.ofNullable(shard.path("ParentShardId").textValue()),
                        shard.path("SequenceNumberRange").has("EndingSequenceNumber")));
            }
            request.set("ExclusiveStartShardId", description.path("LastEvaluatedShardId"));
        } while (description.has("LastEvaluatedShardId"));
        return shards;
    }

    /// @param type `TRIM_HORIZON` or `LATEST`
    String iterator(String shard, String type) throws IOException, InterruptedException {
        return iterator(JsonTree.object().put("ShardId", shard).put("ShardIteratorType", type));
    }

    String iteratorAfter(String shard, String sequenceNumber) throws IOException, InterruptedException {
        return iterator(JsonTree.object()
                .put("ShardId", shard)
                .put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER")
                .put("SequenceNumber", sequenceNumber));
    }

    private String iterator(ObjectNode request) throws IOException, InterruptedException {
        return requests.send(SERVICE + "GetShardIterator", request.put("StreamArn", name))
                .path("ShardIterator")
                .asText();
    }

    Page read(String iterator, int limit) throws IOException, InterruptedException {
        JsonNode answer = requests.send(
                SERVICE + "GetRecords",
                JsonTree.object().put("ShardIterator", iterator).put("Limit", limit));
        List<ObjectNode> records = new ArrayList<>();
        for (JsonNode change : answer.path("Records")) {
            records.add(streamRecord((ObjectNode) change));
        }
        return new Page(
                records, Optional.ofNullable(answer.path("NextShardIterator").textValue()));
    }

    /// DynamoDB Local sets another region, and rounds times to the minute. A record of the current minute was read
    /// at once, so the current time is correct to the second.
    private ObjectNode streamRecord(ObjectNode change) {
        ObjectNode body = change.withObject("dynamodb");
        long minute = body.path("ApproximateCreationDateTime").asLong();
        long now = Instant.now().getEpochSecond();
        body.put("ApproximateCreationDateTime", now - minute < SECONDS_OF_MINUTE ? now : minute);
        return change.put("awsRegion", Arn.REGION).put("eventSourceARN", arn);
    }

    static String sequenceNumber(JsonNode streamRecord) {
        return streamRecord.path("dynamodb").path("SequenceNumber").asText();
    }
}
