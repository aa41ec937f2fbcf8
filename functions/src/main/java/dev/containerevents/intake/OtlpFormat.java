package dev.containerevents.intake;

import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;

/// The encodings of OTLP/HTTP. A response has that of its request.
///
/// The gateway passes on a function's response as text, so a binary one has only bytes below 128: a number has at
/// most 7 bits, and a text that many ASCII characters.
enum OtlpFormat {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    /// How many records a partial success may reject.
    static final int MOST_REJECTED = 127;

    private static final int LONGEST_TEXT = 100;
    private static final char FIRST_BEYOND_ASCII = 0x80;

    private static final String REJECTED = "These log records are malformed; all others are stored.";

    private final String mediaType;

    OtlpFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /// Returns the encoding of a request. One of another media type is answered in JSON.
    static OtlpFormat of(Request request) {
        return request.isOfType(PROTOBUF.mediaType) ? PROTOBUF : JSON;
    }

    /// Returns the response to a request whose records are stored, except some that are malformed.
    Response answer(int rejected) {
        return switch (this) {
            case PROTOBUF -> {
                String partial = "\u0008" + (char) rejected + field(2, REJECTED);
                yield binary(200, rejected == 0 ? "" : field(1, partial));
            }
            case JSON ->
                Response.ok(json -> {
                    json.writeStartObject();
                    if (rejected > 0) {
                        json.writeObjectFieldStart("partialSuccess");
                        json.writeStringField("rejectedLogRecords", Integer.toString(rejected));
                        json.writeStringField("errorMessage", REJECTED);
                        json.writeEndObject();
                    }
                    json.writeEndObject();
                });
        };
    }

    /// Returns a problem as gRPC's `Status`, of which only the message is set.
    Response refusal(Problem problem) {
        return switch (this) {
            case PROTOBUF -> binary(problem.status(), field(2, ascii(problem.detail())));
            case JSON ->
                Response.json(problem.status(), json -> {
                    json.writeStartObject();
                    json.writeStringField("message", problem.detail());
                    json.writeEndObject();
                });
        };
    }

    private static Response binary(int status, String message) {
        ResponseBody body = new ResponseBody();
        body.write(message);
        return Response.of(status, PROTOBUF.mediaType, body);
    }

    /// Returns a field whose value is a text or a message.
    private static String field(int number, String value) {
        return String.valueOf((char) (8 * number + 2)) + (char) value.length() + value;
    }

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), LONGEST_TEXT); i++) {
            ascii.append(text.charAt(i) < FIRST_BEYOND_ASCII ? text.charAt(i) : '?');
        }
        return ascii.toString();
    }
}
