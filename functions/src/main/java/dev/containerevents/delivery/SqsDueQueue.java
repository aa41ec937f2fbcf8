package dev.containerevents.delivery;

import dev.containerevents.aws.Aws;
import dev.containerevents.json.Json;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.DestinationKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The queue in SQS. Its messages are grouped by organisation, so that one with many destinations doesn't delay
/// the others.
final class SqsDueQueue implements DueQueue {

    private final SqsClient client;
    private final String url;

    SqsDueQueue(SqsClient client, String url) {
        this.client = client;
        this.url = url;
    }

    static SqsDueQueue deployed() {
        return new SqsDueQueue(Aws.client(SqsClient::builder, "sqs"), Aws.variable("DUE_QUEUE_URL"));
    }

    @Override
    public boolean send(DestinationKey destination, Duration delay) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Json.write(body, json -> {
            json.writeStartObject();
            json.writeStringField("org", destination.org());
            json.writeStringField("destination", destination.id());
            json.writeEndObject();
        });
        // Whole seconds; not before the time, because who comes too early does nothing.
        int seconds = (int) Math.ceilDiv(delay.toMillis(), 1000);
        try {
            client.sendMessage(message -> message.queueUrl(url)
                    .messageBody(body.toString(StandardCharsets.UTF_8))
                    .messageGroupId(destination.org())
                    .delaySeconds(seconds));
            return true;
        } catch (SdkException e) {
            LogLine.write("DueQueue", e, json -> json.writeStringField("destination", destination.id()));
            return false;
        }
    }
}
