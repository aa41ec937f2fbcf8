package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Json;
import dev.containerevents.orgs.FeedEntry;
import dev.containerevents.table.DestinationSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a receiver wants to get entries, and how it says that it has them. One small class for each kind.
sealed interface Kind permits HttpsKind, SplunkHecKind, DatadogKind, ElasticKind {

    /// The names of all kinds.
    List<String> NAMES = List.of("https", "splunk_hec", "datadog", "elastic");

    /// Returns the kind of these settings.
    static Kind of(DestinationSettings settings) {
        return of(settings.kind(), settings.form());
    }

    /// Returns the kind of that name.
    ///
    /// @param form the form of a kind that has several; null otherwise
    static Kind of(String name, @Nullable String form) {
        return switch (name) {
            case "https" -> new HttpsKind(form == null ? HttpsKind.Form.JSON : HttpsKind.Form.of(form));
            case "splunk_hec" -> new SplunkHecKind();
            case "datadog" -> new DatadogKind();
            case "elastic" -> new ElasticKind();
            default -> throw new IllegalArgumentException("no kind is called " + name);
        };
    }

    /// Returns the most entries of a request.
    int mostEntries();

    /// Returns the most bytes of a request before it is compressed. A single entry may have more.
    int mostBytes();

    /// Returns where requests go, for the URL that the owner gave.
    ReceiverUrl url(ReceiverUrl given);

    /// Writes an entry, as it stands in the body.
    void write(FeedEntry entry, JsonGenerator json) throws IOException;

    /// Returns the request with a batch.
    ///
    /// @param url what [#url] returned
    Outgoing request(ReceiverUrl url, Batch batch, Secrets secrets, Instant now);

    /// Returns what the response to a batch means.
    Outcome outcome(Answer answer, Batch batch, Instant now);

    /// Returns an entry as it stands in the body.
    default byte[] encoded(FeedEntry entry) {
        return oneLine(json -> write(entry, json));
    }

    /// Returns JSON as bytes without a line break.
    static byte[] oneLine(Json.Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(out, writer);
        byte[] bytes = out.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            // JSON has line breaks only between tokens.
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
        return bytes;
    }

    /// Returns when an entry happened: the time of an event, or that of its row.
    static Instant time(FeedEntry entry) {
        return entry.event() == null ? entry.row().at() : entry.event().timestamp();
    }

    /// Returns a text for a person.
    static String message(FeedEntry entry) {
        String message = entry.event() == null ? null : entry.event().details().message();
        return message != null
                ? message
                : (entry.event() == null ? entry.name() + " " : "")
                        + entry.row().type() + " of " + entry.row().container();
    }

    /// Returns what a response says, for a person.
    static String said(Answer answer) {
        return "status " + answer.status() + (answer.body().length == 0 ? "" : ": " + answer.text());
    }
}
