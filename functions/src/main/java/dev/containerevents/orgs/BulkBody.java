package dev.containerevents.orgs;

import dev.containerevents.event.CloudEventReader;
import dev.containerevents.event.Container;
import dev.containerevents.event.EventReader;
import dev.containerevents.event.Org;
import dev.containerevents.event.Submission;
import dev.containerevents.http.ContentType;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.json.Faults;
import dev.containerevents.json.JsonArrayReader;
import dev.containerevents.json.JsonObjectReader;
import dev.containerevents.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Reads the body of a bulk in each of its forms: `{"events":[…]}`, one event per line, CloudEvents.
final class BulkBody {

    private static final int MOST_EVENTS = 1000;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Pattern LINE_END = Pattern.compile("\n");

    private static final String MARKS = "\u001e\ufeff";

    private BulkBody() {}

    /// Reads the text of one event.
    private interface Reader {
        Optional<Submission> read(String text, int index, Faults faults);
    }

    /// Returns the events in their order. An error in one event becomes its own problem; an error in the body is a
    /// fault.
    static List<BulkItem> read(Request request, Org org, Instant now, Faults faults) {
        if (request.contentType() == ContentType.BINARY_CLOUD_EVENT) {
            request.refuseIdempotencyKey(faults);
            Faults ofEvent = new Faults();
            return List.of(item(
                    request.binaryCloudEvent(
                            CreateContainerEvent.WHAT, CreateContainerEvent.MOST_BYTES, null, now, ofEvent),
                    ofEvent,
                    org));
        }
        List<String> texts = texts(request, faults);
        Reader reader = reader(request, now, faults);
        if (texts.size() > MOST_EVENTS) {
            faults.add("body", "must have at most " + MOST_EVENTS + " events");
        }
        if (!faults.none()) {
            return List.of();
        }
        return IntStream.range(0, texts.size())
                .mapToObj(i -> item(texts.get(i), i, reader, org))
                .toList();
    }

    private static List<String> texts(Request request, Faults faults) {
        String body = request.body("A bulk", MOST_BYTES);
        return switch (request.contentType()) {
            case JSON -> {
                JsonObjectReader members = JsonObjectReader.readOutermost(body, "body", faults);
                members.require("events");
                JsonText events = members.array("events");
                members.rejectUnknown();
                yield events == null ? List.of() : JsonArrayReader.read(events.value(), "body/events", faults);
            }
            case NDJSON ->
                LINE_END.splitAsStream(body)
                        .map(BulkBody::withoutMarks)
                        .filter(line -> !line.isBlank())
                        .toList();
            case CLOUD_EVENT, BINARY_CLOUD_EVENT -> List.of(body);
            case CLOUD_EVENTS -> JsonArrayReader.read(body, "body", faults);
        };
    }

    /// Returns a line without what may precede its event: the separator of `application/json-seq`, or the byte
    /// order mark of a file that was appended to another.
    private static String withoutMarks(String line) {
        int begin = 0;
        while (begin < line.length() && MARKS.indexOf(line.charAt(begin)) >= 0) {
            begin++;
        }
        return line.substring(begin);
    }

    private static Reader reader(Request request, Instant now, Faults faults) {
        return switch (request.contentType()) {
            case JSON, NDJSON -> {
                Optional<String> key = request.idempotencyKey(faults);
                yield (text, index, itemFaults) -> EventReader.readOfBulk(
                        text, now, key.map(k -> k + "/" + index).orElse(null), itemFaults);
            }
            case CLOUD_EVENT, BINARY_CLOUD_EVENT, CLOUD_EVENTS -> {
                request.refuseIdempotencyKey(faults);
                yield (text, index, itemFaults) -> CloudEventReader.readStructured(text, null, now, itemFaults);
            }
        };
    }

    private static BulkItem item(String text, int index, Reader reader, Org org) {
        Faults faults = new Faults();
        if (new JsonText(text).bytes() > CreateContainerEvent.MOST_BYTES) {
            return new BulkItem.Invalid(Problem.tooLarge(CreateContainerEvent.WHAT, CreateContainerEvent.MOST_BYTES));
        }
        return item(reader.read(text, index, faults), faults, org);
    }

    private static BulkItem item(Optional<Submission> submission, Faults faults, Org org) {
        return faults.none() && submission.isPresent()
                ? new BulkItem.Valid(
                        new Container(
                                org.id(),
                                Objects.requireNonNull(submission.get().container())),
                        submission.get())
                : new BulkItem.Invalid(Problem.badRequest(faults));
    }
}
