package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.orgs.FeedEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Splunk's HTTP event collector.
record SplunkHecKind() implements Kind {

    private static final int MILLIS_DIGITS = 3;
    private static final int MOST_CODE = 1_000;

    /// The codes of a 400 that is about the token, the index or the channel, not about an event: incorrect index,
    /// channel missing, invalid channel, acknowledgement disabled.
    private static final Set<Integer> CONFIGURATION = Set.of(7, 10, 11, 14);

    @Override
    public int mostEntries() {
        return 1_000;
    }

    @Override
    public int mostBytes() {
        return 1_000_000;
    }

    @Override
    public ReceiverUrl url(ReceiverUrl given) {
        return given.orElse("/services/collector/event");
    }

    @Override
    public void write(FeedEntry entry, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("time", BigDecimal.valueOf(Kind.time(entry).toEpochMilli(), MILLIS_DIGITS));
        json.writeStringField("host", entry.row().container());
        json.writeStringField("source", "container-events:" + entry.org().id());
        json.writeStringField("sourcetype", "container_events");
        json.writeFieldName("event");
        entry.writeJson(json);
        json.writeEndObject();
    }

    @Override
    public Outgoing request(ReceiverUrl url, Batch batch, Secrets secrets, Instant now) {
        return Outgoing.compressed(url, "Authorization", "Splunk " + secrets.current(), batch.joined("", "\n", ""));
    }

    @Override
    public Outcome outcome(Answer answer, Batch batch, Instant now) {
        Integer code = code(answer);
        if (answer.status() == 200 && code != null && code == 0) {
            return new Outcome.Accepted(0, 0);
        }
        if (answer.status() == 400 && code != null && CONFIGURATION.contains(code)) {
            return new Outcome.Refused(Kind.said(answer));
        }
        return Outcome.notAccepted(answer, Kind.said(answer), now);
    }

    private static @Nullable Integer code(Answer answer) {
        return JsonObjectReader.readOutermost(answer.text(), "answer", new Faults())
                .whole("code", 0, MOST_CODE);
    }
}
