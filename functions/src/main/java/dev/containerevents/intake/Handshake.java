package dev.containerevents.intake;

import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.Response;
import dev.containerevents.http.ResponseBody;
import dev.containerevents.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The requests with which senders check that a URL is meant to get their records. They hold no records.
final class Handshake {

    private Handshake() {}

    /// Returns the answer that a sender expects. Empty if it is no such request.
    static Optional<Response> answer(List<JsonValue> values) {
        if (values.size() != 1) {
            return Optional.empty();
        }
        return switch (values.getFirst()) {
            case JsonValue.Obj(Map<String, JsonValue> members) -> answer(members);
            case JsonValue.Arr(List<JsonValue> elements)
            when elements.size() == 1 && elements.getFirst() instanceof JsonValue.Obj(Map<String, JsonValue> members) ->
                eventGrid(members);
            default -> Optional.empty();
        };
    }

    /// Okta sends a GET, once, and wants the text of a header back.
    ///
    /// @throws Problem 404 if it is another GET
    static Response answer(Request request) {
        return request.header("X-Okta-Verification-Challenge")
                .map(challenge -> answer("verification", challenge))
                .orElseThrow(() -> Problem.notFound("Send records with POST."));
    }

    /// Microsoft Graph wants the token back that is in the query, as text.
    static Response echo(String token) {
        ResponseBody body = new ResponseBody();
        body.write(token);
        return Response.ok("text/plain; charset=utf-8", body);
    }

    private static Optional<Response> answer(Map<String, JsonValue> members) {
        String challenge = Envelope.text(members, "challenge");
        if ("url_verification".equals(Envelope.text(members, "type")) && challenge != null) {
            return Optional.of(answer("challenge", challenge));
        }
        boolean isCloudflareTest = members.size() == 1 && "tests".equals(Envelope.text(members, "content"));
        return isCloudflareTest ? Optional.of(ReceiptFormat.DEFAULT.answer(Receipt.EMPTY)) : eventGrid(members);
    }

    private static Optional<Response> eventGrid(Map<String, JsonValue> members) {
        boolean isOne = "Microsoft.EventGrid.SubscriptionValidationEvent".equals(Envelope.text(members, "eventType"));
        return isOne && members.get("data") instanceof JsonValue.Obj(Map<String, JsonValue> data)
                ? Optional.ofNullable(Envelope.text(data, "validationCode"))
                        .map(code -> answer("validationResponse", code))
                : Optional.empty();
    }

    private static Response answer(String member, String value) {
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeStringField(member, value);
            json.writeEndObject();
        });
    }
}
