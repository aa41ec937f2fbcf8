package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.orgs.FeedEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/// A receiver of one's own: the entries of the feed, signed as Standard Webhooks says. Never compressed, because
/// the signature is of the body as it is received.
record HttpsKind(Form form) implements Kind {

    /// How the body is written.
    enum Form {
        JSON("application/json"),
        CLOUDEVENTS("application/cloudevents-batch+json"),
        NDJSON("application/x-ndjson");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Form of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    @Override
    public int mostEntries() {
        return 100;
    }

    @Override
    public int mostBytes() {
        return 256 * 1024;
    }

    @Override
    public ReceiverUrl url(ReceiverUrl given) {
        return given;
    }

    @Override
    public void write(FeedEntry entry, JsonGenerator json) throws IOException {
        switch (form) {
            case JSON, NDJSON -> entry.writeJson(json);
            case CLOUDEVENTS -> entry.writeCloudEvent(json);
        }
    }

    @Override
    public Outgoing request(ReceiverUrl url, Batch batch, Secrets secrets, Instant now) {
        byte[] body = switch (form) {
            case JSON, CLOUDEVENTS -> batch.joined("[", ",", "]");
            case NDJSON -> batch.joined("", "\n", "\n");
        };
        long timestamp = now.getEpochSecond();
        return new Outgoing(
                url,
                Map.of(
                        "Content-Type",
                        form.type,
                        "webhook-id",
                        batch.id(),
                        "webhook-timestamp",
                        Long.toString(timestamp),
                        "webhook-signature",
                        Signature.of(secrets, batch.id(), timestamp, body)),
                body);
    }

    @Override
    public Outcome outcome(Answer answer, Batch batch, Instant now) {
        return answer.status() / 100 == 2
                ? new Outcome.Accepted(0, 0)
                : Outcome.notAccepted(answer, Kind.said(answer), now);
    }
}
