package dev.containerevents.orgs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.containerevents.event.CloudEvent;
import dev.containerevents.event.Event;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Request;
import dev.containerevents.http.ResponseBody;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The formats of a page of a list.
enum ListFormat {
    /// The only format whose body has the tokens; with the others, only headers have them.
    JSON("application/json", ""),
    NDJSON("application/x-ndjson", ListFormat.UTF_8),
    CSV("text/csv", ListFormat.UTF_8 + "; header=present"),
    CLOUD_EVENTS("application/cloudevents-batch+json", ListFormat.UTF_8);

    /// The request headers that decide the format of a list, and its coding.
    static final String VARY = "Accept, Accept-Encoding";

    /// If the media type doesn't imply a charset, clients assume ISO 8859-1 or their own default.
    static final String UTF_8 = "; charset=utf-8";

    private static final List<String> TYPES =
            Arrays.stream(values()).map(format -> format.type).toList();

    private final String type;
    private final String parameters;

    ListFormat(String type, String parameters) {
        this.type = type;
        this.parameters = parameters;
    }

    /// Returns the format that the client prefers.
    static ListFormat of(Request request) {
        String type = request.accept().preferred(TYPES).orElseThrow(() -> Problem.notAcceptable(TYPES));
        return values()[TYPES.indexOf(type)];
    }

    String contentType() {
        return type + parameters;
    }

    /// Returns an empty body for the events of a page.
    ResponseBody body() {
        return this == NDJSON ? ResponseBody.onOneLine() : new ResponseBody();
    }

    /// Writes one event as it appears in the page, without the separator before the next one.
    ///
    /// @param fields the members to show; empty for all
    void write(Event event, Set<String> fields, JsonGenerator page) throws IOException {
        switch (this) {
            case JSON, NDJSON -> event.write(page, fields);
            case CSV -> page.writeRaw(Csv.row(event, fields));
            case CLOUD_EVENTS -> CloudEvent.write(page, event);
        }
    }
}
