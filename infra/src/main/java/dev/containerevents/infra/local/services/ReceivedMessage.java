package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.containerevents.infra.local.template.JsonTree;

/// A message as it was received from a queue.
///
/// @param receipt with which it is deleted
/// @param trace X-Ray's header of the request that sent it; empty if it had none
/// @param attributes SQS's own
public record ReceivedMessage(String id, String receipt, String body, String trace, ObjectNode attributes) {

    /// Returns the message in the form in which Lambda delivers it.
    public ObjectNode toRecord(String queueArn, String region) {
        ObjectNode delivered = JsonTree.object()
                .put("messageId", id)
                .put("receiptHandle", receipt)
                .put("body", body);
        delivered.set("attributes", attributes);
        delivered.putObject("messageAttributes");
        return delivered
                .put("md5OfBody", Queues.md5(body))
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", queueArn)
                .put("awsRegion", region);
    }
}
