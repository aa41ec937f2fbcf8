package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.CloudEvent;
import dev.containerevents.event.Event;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The forms in which a page of a list can be had.
enum ListFormat {
    /// The only one whose body bears the tokens; the others leave them to the header `Link`.
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv"),
    CLOUD_EVENTS("application/cloudevents-batch+json");

    private static final List<String> TYPES =
            Arrays.stream(values()).map(format -> format.type).toList();

    private final String type;

    ListFormat(String type) {
        this.type = type;
    }

    /// The one that the client prefers.
    static ListFormat of(Request request) {
        String type = request.accept().preferred(TYPES).orElseThrow(() -> Problem.notAcceptable(TYPES));
        return values()[TYPES.indexOf(type)];
    }

    String contentType() {
        return this == CSV ? Csv.CONTENT_TYPE : type;
    }

    /// Writes one event as it stands in the page.
    ///
    /// @param fields the members to show; empty for all
    void write(Event event, Set<String> fields, JsonGenerator page) throws IOException {
        switch (this) {
            case JSON -> event.write(page, fields);
            case NDJSON -> {
                event.write(page, fields);
                page.writeRaw('\n');
            }
            case CSV -> page.writeRaw(Csv.row(event, fields));
            case CLOUD_EVENTS -> CloudEvent.write(page, event);
        }
    }
}
