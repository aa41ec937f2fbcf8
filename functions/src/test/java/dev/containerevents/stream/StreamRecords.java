package dev.containerevents.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Records of the table's stream as Lambda delivers them.
final class StreamRecords {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StreamRecords() {}

    /// The id of the event at that place.
    static String id(int place) {
        return String.format("018be24b-7e00-7000-8000-%012d", place);
    }

    /// The ids of so many events; the list can be changed.
    static List<String> ids(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(StreamRecords::id).toList());
    }

    /// The sequence number of the record at that place; they have more digits than a long.
    static String sequence(int place) {
        return String.format("4000000000000000000%05d", place);
    }

    /// So many new events.
    static List<ObjectNode> inserts(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(StreamRecords::insert).toList());
    }

    /// A new event, with the members that each has.
    static ObjectNode insert(int place) {
        ObjectNode record = record("INSERT", place);
        ObjectNode image = ((ObjectNode) record.path("dynamodb")).putObject("NewImage");
        text(image, "pk", "E#acme#web-1");
        text(image, "sk", id(place));
        text(image, "by_org", "acme#0");
        text(image, "type", "ACCESS");
        text(image, "status", "SUCCESS");
        image.putObject("created").put("N", "1700308800000");
        return record;
    }

    /// Another kind of record of the same item.
    static ObjectNode modify(int place) {
        ObjectNode record = insert(place).put("eventName", "MODIFY");
        ObjectNode inner = (ObjectNode) record.path("dynamodb");
        inner.set("OldImage", insert(place).path("dynamodb").path("NewImage"));
        return record;
    }

    static ObjectNode remove(int place) {
        ObjectNode record = insert(place).put("eventName", "REMOVE");
        ObjectNode inner = (ObjectNode) record.path("dynamodb");
        inner.set("OldImage", inner.remove("NewImage"));
        return record;
    }

    /// The same event with another text, or one more.
    static ObjectNode with(ObjectNode record, String attribute, String value) {
        text(image(record), attribute, value);
        return record;
    }

    static String batch(List<ObjectNode> records) {
        ObjectNode batch = MAPPER.createObjectNode();
        batch.putArray("Records").addAll(records);
        return batch.toString();
    }

    static List<JsonNode> parsed(List<String> texts) throws IOException {
        List<JsonNode> parsed = new ArrayList<>();
        for (String text : texts) {
            parsed.add(MAPPER.readTree(text));
        }
        return parsed;
    }

    private static ObjectNode image(ObjectNode record) {
        return (ObjectNode) record.path("dynamodb").path("NewImage");
    }

    private static ObjectNode record(String name, int place) {
        ObjectNode record = MAPPER.createObjectNode()
                .put("eventID", "r-" + place)
                .put("eventName", name)
                .put("eventVersion", "1.1")
                .put("eventSource", "aws:dynamodb")
                .put("awsRegion", "eu-central-1");
        ObjectNode inner = record.putObject("dynamodb")
                .put("ApproximateCreationDateTime", 1_700_308_800)
                .put("SequenceNumber", sequence(place))
                .put("SizeBytes", 200)
                .put("StreamViewType", "NEW_AND_OLD_IMAGES");
        ObjectNode keys = inner.putObject("Keys");
        text(keys, "pk", "E#acme#web-1");
        text(keys, "sk", id(place));
        return record.put(
                "eventSourceARN",
                "arn:aws:dynamodb:eu-central-1:123456789012:table/Events/stream/2026-11-21T12:00:00.000");
    }

    private static void text(ObjectNode image, String attribute, String value) {
        image.putObject(attribute).put("S", value);
    }
}
