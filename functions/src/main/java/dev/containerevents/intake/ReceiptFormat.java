package dev.containerevents.intake;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Response;
import dev.containerevents.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers to requests with records. They are short, because shippers read only the first kilobytes of one,
/// and take an answer that they can't read for a failure.
///
/// @param style     whose answers they are
/// @param requestId what Firehose's request was called
record ReceiptFormat(Style style, String requestId) {

    /// Some senders accept only the answers of the service for which they were written.
    enum Style {
        OWN,
        FIREHOSE,
        SPLUNK,
        ELASTICSEARCH
    }

    static final ReceiptFormat DEFAULT = new ReceiptFormat(Style.OWN, "");

    private static final String SPLUNK_SOURCE = "splunk-hec";

    /// Returns the answers that the sender of a body expects.
    static ReceiptFormat of(String source, List<JsonValue> values, boolean isBulk) {
        if (values.size() == 1
                && values.getFirst() instanceof JsonValue.Obj(Map<String, JsonValue> members)
                && Firehose.isOne(members)) {
            return new ReceiptFormat(Style.FIREHOSE, String.valueOf(Envelope.text(members, "requestId")));
        }
        if (isBulk) {
            return new ReceiptFormat(Style.ELASTICSEARCH, "");
        }
        return source.equals(SPLUNK_SOURCE) ? new ReceiptFormat(Style.SPLUNK, "") : DEFAULT;
    }

    /// Returns the answer to a request that is stored as a whole.
    Response answer(Receipt receipt) {
        if (style == Style.SPLUNK && receipt.accepted() == 0) {
            return splunk(400, "No data", 5);
        }
        return switch (style) {
            case OWN -> Response.ok(json -> own(json, receipt));
            case FIREHOSE -> Response.ok(json -> firehose(json, null));
            case SPLUNK -> splunk(200, "Success", 0);
            case ELASTICSEARCH ->
                Response.ok(json -> {
                    json.writeStartObject();
                    json.writeNumberField("took", 0);
                    json.writeBooleanField("errors", false);
                    json.writeArrayFieldStart("items");
                    json.writeEndArray();
                    json.writeEndObject();
                });
        };
    }

    /// Returns the answer to a request that can't be answered as it was meant.
    Response refusal(Problem problem, Response own) {
        return switch (style) {
            case OWN, ELASTICSEARCH -> own;
            case FIREHOSE -> Response.json(problem.status(), json -> firehose(json, problem.detail()));
            case SPLUNK ->
                problem.status() == 503
                        ? splunk(503, "Server is busy", 9)
                        : splunk(problem.status(), problem.detail(), 6);
        };
    }

    private static void own(JsonGenerator json, Receipt receipt) throws IOException {
        json.writeStartObject();
        json.writeNumberField("accepted", receipt.accepted());
        json.writeNumberField("replayed", receipt.replayed());
        json.writeNumberField("arrival_time", receipt.arrivalTimes());
        json.writeEndObject();
    }

    /// Firehose retries an answer that doesn't repeat its request's id, or has no time.
    private void firehose(JsonGenerator json, @Nullable String error) throws IOException {
        json.writeStartObject();
        json.writeStringField("requestId", requestId);
        json.writeNumberField("timestamp", System.currentTimeMillis());
        if (error != null) {
            json.writeStringField("errorMessage", error);
        }
        json.writeEndObject();
    }

    private static Response splunk(int status, String text, int code) {
        return Response.json(status, json -> {
            json.writeStartObject();
            json.writeStringField("text", text);
            json.writeNumberField("code", code);
            json.writeEndObject();
        });
    }
}
