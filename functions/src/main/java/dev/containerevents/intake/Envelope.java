package dev.containerevents.intake;

import dev.containerevents.json.JsonValue;
import dev.containerevents.log.LogLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Takes records out of what cloud services wrap around them: Firehose, CloudWatch Logs, Pub/Sub and SNS. Each is
/// recognised by its members, whatever the source.
final class Envelope {

    /// An envelope within another, such as a log event in a record of Firehose.
    private static final int DEEPEST = 3;

    private static final TimeReader TIMES = new TimeReader(null);

    private final Mapping mapping;
    private final int mostBytes;
    private final List<Received> records = new ArrayList<>();
    private int inflated;

    private Envelope(Mapping mapping, int mostBytes) {
        this.mapping = mapping;
        this.mostBytes = mostBytes;
    }

    /// Thrown if the records are larger than they may be together.
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super(null, null, false, false);
        }
    }

    /// Returns the records of a body.
    ///
    /// @param values    of the body
    /// @param mostBytes what may come out of envelopes together
    /// @throws TooLarge if it is more
    static List<Received> open(List<JsonValue> values, Mapping mapping, int mostBytes) {
        Envelope envelope = new Envelope(mapping, mostBytes);
        for (JsonValue value : values) {
            envelope.add(value, Received.Origin.UNKNOWN, 0);
        }
        return envelope.records;
    }

    private void add(JsonValue value, Received.Origin around, int depth) {
        boolean isOpened = depth < DEEPEST
                && value instanceof JsonValue.Obj(var members)
                && (addFirehose(members, around, depth)
                        || addCloudWatch(members, depth)
                        || addPubSub(members, depth)
                        || addNotification(members, depth));
        if (!isOpened) {
            mapping.records().addTo(records, value, around);
        }
    }

    /// Firehose: `{"requestId":…,"timestamp":…,"records":[{"data":<base64>}]}`.
    private boolean addFirehose(Map<String, JsonValue> members, Received.Origin around, int depth) {
        if (!Firehose.isOne(members) || !(members.get("records") instanceof JsonValue.Arr(var elements))) {
            return false;
        }
        for (JsonValue element : elements) {
            if (element instanceof JsonValue.Obj record) {
                addInner(decoded(text(record.members(), "data")), around, depth);
            }
        }
        return true;
    }

    /// CloudWatch Logs:
    /// `{"messageType":"DATA_MESSAGE","logGroup":…,"logEvents":[{"id":…,"timestamp":…,"message":…}]}`.
    private boolean addCloudWatch(Map<String, JsonValue> members, int depth) {
        String type = text(members, "messageType");
        if (type == null || !(members.get("logEvents") instanceof JsonValue.Arr(var events))) {
            return false;
        }
        if (type.equals("DATA_MESSAGE")) {
            for (JsonValue element : events) {
                if (element instanceof JsonValue.Obj event) {
                    addInner(
                            text(event.members(), "message"),
                            new Received.Origin(
                                    text(members, "logGroup"),
                                    time(event.members(), "timestamp"),
                                    text(event.members(), "id")),
                            depth);
                }
            }
            return true;
        }
        return type.equals("CONTROL_MESSAGE");
    }

    /// Pub/Sub: `{"message":{"data":<base64>,"messageId":…,"publishTime":…},"subscription":…}`.
    private boolean addPubSub(Map<String, JsonValue> members, int depth) {
        if (!members.containsKey("subscription") || !(members.get("message") instanceof JsonValue.Obj(var message))) {
            return false;
        }
        String data = text(message, "data");
        String id = text(message, "messageId");
        if (data == null || id == null) {
            return false;
        }
        addInner(decoded(data), new Received.Origin(null, time(message, "publishTime"), id), depth);
        return true;
    }

    /// SNS: `{"Type":"Notification","MessageId":…,"TopicArn":…,"Message":…,"Timestamp":…}`. A subscription is
    /// never confirmed by calling the URL in it: that is for the operator, who finds it in the log.
    private boolean addNotification(Map<String, JsonValue> members, int depth) {
        String type = text(members, "Type");
        String topic = text(members, "TopicArn");
        if (type == null || topic == null || text(members, "MessageId") == null) {
            return false;
        }
        switch (type) {
            case "Notification" ->
                addInner(
                        text(members, "Message"),
                        new Received.Origin(null, time(members, "Timestamp"), text(members, "MessageId")),
                        depth);
            case "SubscriptionConfirmation" ->
                LogLine.write("IngestLogs", null, json -> {
                    json.writeStringField("topic", topic);
                    json.writeStringField("subscribe_url", String.valueOf(text(members, "SubscribeURL")));
                });
            case "UnsubscribeConfirmation" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private void addInner(@Nullable String body, Received.Origin around, int depth) {
        if (body != null) {
            for (JsonValue value : Records.values(body)) {
                add(value, around, depth + 1);
            }
        }
    }

    /// Returns the text that base64 stands for, decompressed if it is gzip; what was sent if it isn't base64.
    private @Nullable String decoded(@Nullable String base64) {
        if (base64 == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            boolean isGzip = bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
            byte[] plain = isGzip ? inflate(bytes) : bytes;
            inflated += plain.length;
            if (inflated > mostBytes) {
                throw new TooLarge();
            }
            return new String(plain, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | IOException e) {
            return base64;
        }
    }

    private byte[] inflate(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip));
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            out.writeBytes(in.readNBytes(mostBytes - inflated + 1));
            return out.toByteArray();
        }
    }

    private static @Nullable RecordTime time(Map<String, JsonValue> members, String name) {
        return Optional.ofNullable(members.get(name)).flatMap(TIMES::read).orElse(null);
    }

    static @Nullable String text(Map<String, JsonValue> members, String name) {
        return members.get(name) instanceof JsonValue.Text(String text) ? text : null;
    }
}
