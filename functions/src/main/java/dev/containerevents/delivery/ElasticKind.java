package dev.containerevents.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.containerevents.event.Status;
import dev.containerevents.json.Json;
import dev.containerevents.json.Rfc3339;
import dev.containerevents.orgs.FeedEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A data stream or an index of Elasticsearch, by its bulk API.
record ElasticKind() implements Kind {

    private static final int CONFLICT = 409;

    @Override
    public int mostEntries() {
        return 500;
    }

    @Override
    public int mostBytes() {
        return 1_000_000;
    }

    /// The response has only the statuses. In full, that to 500 entries would have more bytes than are read.
    @Override
    public ReceiverUrl url(ReceiverUrl given) {
        return given.plus("/_bulk?filter_path=items.*.status,items.*.error.type");
    }

    /// Two lines: where the document goes, and the document.
    @Override
    public byte[] encoded(FeedEntry entry) {
        byte[] action = Kind.oneLine(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("create");
            json.writeStringField("_id", id(entry));
            json.writeEndObject();
            json.writeEndObject();
        });
        byte[] document = Kind.oneLine(json -> write(entry, json));
        byte[] both = new byte[action.length + document.length + 2];
        System.arraycopy(action, 0, both, 0, action.length);
        both[action.length] = '\n';
        System.arraycopy(document, 0, both, action.length + 1, document.length);
        both[both.length - 1] = '\n';
        return both;
    }

    /// A later row of an event has an id of its own: under the event's, it would be a conflict and vanish.
    private static String id(FeedEntry entry) {
        return entry.row().isOfNewEvent()
                ? entry.row().id().toString()
                : entry.row().id() + "-" + entry.index();
    }

    @Override
    public void write(FeedEntry entry, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("@timestamp", Rfc3339.text(Kind.time(entry)));
        json.writeStringField("message", Kind.message(entry));
        json.writeObjectFieldStart("event");
        json.writeStringField("action", entry.row().type());
        json.writeStringField("outcome", entry.row().status() == Status.FAIL ? "failure" : "success");
        json.writeEndObject();
        json.writeFieldName("container_events");
        entry.writeJson(json);
        json.writeEndObject();
    }

    @Override
    public Outgoing request(ReceiverUrl url, Batch batch, Secrets secrets, Instant now) {
        return new Outgoing(
                url,
                Map.of("Authorization", "ApiKey " + secrets.current(), "Content-Type", "application/x-ndjson"),
                batch.joined("", "", ""));
    }

    /// Each item has a status. A conflict means that an earlier attempt stored it.
    @Override
    public Outcome outcome(Answer answer, Batch batch, Instant now) {
        if (answer.status() != 200) {
            return Outcome.notAccepted(answer, Kind.said(answer), now);
        }
        List<Integer> statuses = statuses(answer);
        if (statuses.size() != batch.size()) {
            return new Outcome.Retry(Kind.said(answer), null);
        }
        int refused = 0;
        for (int status : statuses) {
            if (status == 429 || status >= 500) {
                return new Outcome.Retry("an item has status " + status, null);
            }
            if (status == 400) {
                refused++;
            } else if (status / 100 != 2 && status != CONFLICT) {
                return new Outcome.Refused("an item has status " + status + ": " + answer.text());
            }
        }
        // If it takes nothing at all, the fault may be the index's.
        return refused == batch.size() ? new Outcome.Poison(Kind.said(answer)) : new Outcome.Accepted(refused, 0);
    }

    private static List<Integer> statuses(Answer answer) {
        List<Integer> statuses = new ArrayList<>();
        try (JsonParser json = Json.PLAIN.createParser(answer.body())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.getText().equals("status")) {
                    statuses.add(json.nextIntValue(0));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return statuses;
    }
}
