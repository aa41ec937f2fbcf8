package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.Status;
import dev.containerevents.orgs.FeedEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// Datadog's intake of logs.
record DatadogKind() implements Kind {

    private static final int ACCEPTED = 202;

    /// Datadog answers 202 to older entries, and drops them.
    private static final Duration OLDEST = Duration.ofHours(18);

    @Override
    public int mostEntries() {
        return 1_000;
    }

    /// Datadog takes 5 MB.
    @Override
    public int mostBytes() {
        return 4_500_000;
    }

    @Override
    public ReceiverUrl url(ReceiverUrl given) {
        return given.orElse("/api/v2/logs");
    }

    /// Datadog guesses a level from any `status`: one that begins with f becomes an emergency. So it gets a level
    /// of its own terms, and ours stands in the entry.
    @Override
    public void write(FeedEntry entry, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("ddsource", "container-events");
        json.writeStringField("service", entry.org().id());
        json.writeStringField("hostname", entry.row().container());
        json.writeStringField("ddtags", "event_type:" + entry.row().type());
        json.writeStringField("status", entry.row().status() == Status.FAIL ? "error" : "info");
        json.writeNumberField("timestamp", Kind.time(entry).toEpochMilli());
        json.writeStringField("message", Kind.message(entry));
        json.writeFieldName("container_events");
        entry.writeJson(json);
        json.writeEndObject();
    }

    @Override
    public Outgoing request(ReceiverUrl url, Batch batch, Secrets secrets, Instant now) {
        return Outgoing.compressed(url, "DD-API-KEY", secrets.current(), batch.joined("[", ",", "]"));
    }

    @Override
    public Outcome outcome(Answer answer, Batch batch, Instant now) {
        if (answer.status() != ACCEPTED) {
            return Outcome.notAccepted(answer, Kind.said(answer), now);
        }
        int tooOld = 0;
        for (Batch.Encoded encoded : batch.entries()) {
            tooOld += Kind.time(encoded.entry()).isBefore(now.minus(OLDEST)) ? 1 : 0;
        }
        return new Outcome.Accepted(0, tooOld);
    }
}
