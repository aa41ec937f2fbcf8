package dev.containerevents.stream;

import dev.containerevents.aws.Aws;
import dev.containerevents.table.StreamRecord;
import java.util.HexFormat;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The queue of records that can't be processed. It gets whole records, so that nothing is lost when the stream
/// drops them after a day. Thread-safe.
final class DeadLetters {

    private static final HexFormat HEX = HexFormat.of();

    private final SqsClient client;
    private final String queueUrl;

    DeadLetters(SqsClient client, String queueUrl) {
        this.client = client;
        this.queueUrl = queueUrl;
    }

    /// Returns the queue of this deployment.
    static DeadLetters deployed() {
        return new DeadLetters(Aws.client(SqsClient::builder, "sqs"), Aws.variable("DEAD_LETTERS_URL"));
    }

    /// Sends a record. Returns when the queue has it. If a response is lost, the queue may get it twice.
    void send(StreamRecord record) {
        client.sendMessage(message -> message.queueUrl(queueUrl).messageBody(ascii(record.json())));
    }

    /// Returns the same JSON in ASCII: SQS refuses a message with U+FFFE or U+FFFF, which JSON may contain.
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char unit = json.charAt(i);
            if (unit < 0x80) {
                text.append(unit);
            } else {
                // Only texts have such characters, so each may be escaped in place.
                text.append("\\u").append(HEX.toHexDigits(unit));
            }
        }
        return text.toString();
    }
}
