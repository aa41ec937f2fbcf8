package dev.containerevents.stream;

import dev.containerevents.aws.Aws;
import dev.containerevents.table.StreamRecord;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The queue of records that can't be applied: whole, so that nothing is lost when the stream forgets them after a
/// day. Thread-safe.
final class DeadLetters {

    private final SqsClient client;
    private final String queueUrl;

    DeadLetters(SqsClient client, String queueUrl) {
        this.client = client;
        this.queueUrl = queueUrl;
    }

    /// The queue of this deployment.
    static DeadLetters deployed() {
        return new DeadLetters(Aws.client(SqsClient.builder(), "sqs"), Aws.variable("DEAD_LETTERS_URL"));
    }

    /// Returns when the queue has it. It may get it twice, if its answer is lost.
    void send(StreamRecord record) {
        client.sendMessage(message -> message.queueUrl(queueUrl).messageBody(record.json()));
    }
}
