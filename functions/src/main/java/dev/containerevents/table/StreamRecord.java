package dev.containerevents.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.event.Event;
import dev.containerevents.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// One record of the table's stream, as Lambda delivers it: an item before and after a write.
public final class StreamRecord {

    /// Sequence numbers have up to 40 digits.
    private static final int DIGITS = 40;

    private final String json;
    private @Nullable String sequence;
    private @Nullable Instant time;
    private @Nullable Item before;
    private @Nullable Item after;

    private StreamRecord(String json) {
        this.json = json;
    }

    /// Reads one element of `Records`.
    ///
    /// @throws IllegalArgumentException if it isn't a record of a stream
    public static StreamRecord read(String json) {
        StreamRecord record = new StreamRecord(json);
        try (JsonParser parser = Json.PLAIN.createParser(json)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            record.readOuter(parser);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a stream record: " + e.getMessage(), e);
        }
        if (record.sequence == null) {
            throw new IllegalArgumentException("a stream record without a sequence number");
        }
        return record;
    }

    private static void require(boolean isRecord) {
        if (!isRecord) {
            throw new IllegalArgumentException("not a stream record: it has another shape");
        }
    }

    /// A sequence number that precedes every record.
    public static String beforeAll() {
        return "0".repeat(DIGITS);
    }

    /// Returns its place in its shard, as text that sorts like the numbers. Lambda wants [#sequenceNumber()] in a
    /// batch of failures.
    public String sequence() {
        String digits = sequenceNumber();
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    /// Returns the same as DynamoDB wrote it.
    public String sequenceNumber() {
        if (sequence == null) {
            throw new IllegalStateException("read() sets it");
        }
        return sequence;
    }

    /// When DynamoDB wrote the item, to the second.
    ///
    /// @throws IllegalArgumentException if the record doesn't say
    public Instant time() {
        if (time == null) {
            throw new IllegalArgumentException("a stream record without a time");
        }
        return time;
    }

    /// Whether it is about an event. Other items of the table lie in partitions of their own.
    public boolean isOfEvent() {
        return Partition.isOfEvents(partition());
    }

    /// The organisation whose rows are staged by this record; empty if it stages none. See [LedgerTable#stage].
    public Optional<String> stagesFor() {
        return after == null ? Optional.empty() : LedgerKeys.stagedOrg(partition());
    }

    /// The rows that are staged by this record, by the sequence number of the record that each is about.
    ///
    /// @throws IllegalArgumentException if anything else was written there
    public Map<BigInteger, byte[]> staged() {
        Map<BigInteger, byte[]> rows = new HashMap<>();
        if (after != null) {
            for (String name : after.attributes().keySet()) {
                if (LedgerKeys.isSequence(name) && (before == null || !before.has(name))) {
                    rows.put(LedgerKeys.sequence(name), bytes(after, name));
                }
            }
        }
        return rows;
    }

    private static byte[] bytes(Item item, String name) {
        if (item.value(name).b() == null) {
            throw new IllegalArgumentException("no bytes: " + name);
        }
        return item.bytes(name);
    }

    private @Nullable String partition() {
        Item image = after == null ? before : after;
        return image == null ? null : image.textOrNull(Partition.TABLE_KEY);
    }

    /// Returns whether it reports a new event. Other items of the table have their own partitions.
    public boolean isNewEvent() {
        return before == null && after != null && Partition.isOfEvents(after.textOrNull(Partition.TABLE_KEY));
    }

    /// Whether the record only marks an event as found without a row. See [EventTable#markFound].
    public boolean isFound() {
        return before != null && after != null && EventItem.isFound(before, after);
    }

    /// Returns the event before the write; empty if it is new.
    ///
    /// @throws IllegalArgumentException if the item before wasn't an event
    public Optional<Event> before() {
        return event(before);
    }

    /// Returns the event after the write; empty if it was deleted.
    ///
    /// @throws IllegalArgumentException if the item after isn't an event
    public Optional<Event> after() {
        return event(after);
    }

    /// Returns the record as it was delivered.
    public String json() {
        return json;
    }

    private static Optional<Event> event(@Nullable Item image) {
        if (image == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EventItem.read(image));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not an event", e);
        }
    }

    private void readOuter(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("dynamodb") && value == JsonToken.START_OBJECT) {
                readInner(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readInner(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "SequenceNumber" -> {
                    require(value == JsonToken.VALUE_STRING);
                    sequence = parser.getText();
                }
                case "ApproximateCreationDateTime" -> {
                    require(value.isNumeric());
                    time = Instant.ofEpochSecond((long) parser.getDoubleValue());
                }
                case "OldImage" -> before = item(parser);
                case "NewImage" -> after = item(parser);
                default -> parser.skipChildren();
            }
        }
    }

    /// Reads an image. Attributes of types that no event has are left out.
    private static Item item(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        Map<String, AttributeValue> attributes = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            String type = parser.nextFieldName();
            require(type != null);
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING && "S".equals(type)) {
                attributes.put(name, AttributeValue.fromS(parser.getText()));
            } else if (token == JsonToken.VALUE_STRING && "N".equals(type)) {
                attributes.put(name, AttributeValue.fromN(parser.getText()));
            } else if (token == JsonToken.VALUE_STRING && "B".equals(type)) {
                attributes.put(name, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(parser.getBinaryValue())));
            } else {
                parser.skipChildren();
            }
            require(parser.nextToken() == JsonToken.END_OBJECT);
        }
        return new Item(attributes);
    }
}
