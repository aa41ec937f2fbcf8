package dev.containerevents.delivery;

import dev.containerevents.aws.Aws;
import dev.containerevents.aws.RestService;
import dev.containerevents.json.Faults;
import dev.containerevents.json.Json;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.table.DestinationKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// The function in Lambda, whose API is called directly.
final class LambdaDeliverFunction implements DeliverFunction {

    /// A request to a receiver, and a cold start before it. The gateway waits for 29 seconds.
    private static final Duration MOST_TIME = Receiver.MOST_TIME.plusSeconds(8);

    private final RestService lambda;
    private final String function;

    LambdaDeliverFunction(RestService lambda, String function) {
        this.lambda = lambda;
        this.function = function;
    }

    static LambdaDeliverFunction deployed() {
        return new LambdaDeliverFunction(Aws.rest("lambda", MOST_TIME), Aws.variable("DELIVER_FUNCTION"));
    }

    @Override
    public Optional<String> test(DestinationKey destination) throws IOException {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        Json.write(event, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("test");
            json.writeStringField("org", destination.org());
            json.writeStringField("destination", destination.id());
            json.writeEndObject();
            json.writeEndObject();
        });
        RestService.Answer answer = lambda.post(
                "/2015-03-31/functions/" + function.replace(":", "%3A") + "/invocations", event.toByteArray());
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        JsonObjectReader result = JsonObjectReader.readOutermost(text, "result", new Faults());
        if (answer.status() != 200 || result.has("errorMessage") || !result.isReadable()) {
            // Without the text, which may have anything.
            throw new IOException("DeliverEvents answered with " + answer.status());
        }
        return result.has("outcome") ? Optional.of(text) : Optional.empty();
    }
}
