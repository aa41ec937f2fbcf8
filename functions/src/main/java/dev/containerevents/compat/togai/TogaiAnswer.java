package dev.containerevents.compat.togai;

import dev.containerevents.event.Event;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Response;
import dev.containerevents.json.Unicode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The responses of all operations.
final class TogaiAnswer {

    private static final int LONGEST_MESSAGE = 500;

    private TogaiAnswer() {}

    /// Returns one event, as a list of one.
    static Response event(Event event, TogaiDialect dialect) {
        return events(List.of(event), dialect, true, Optional.empty());
    }

    /// Returns a page of a list.
    ///
    /// @param nextToken left out if nothing follows: the clients raise an exception at a null
    static Response events(List<Event> events, TogaiDialect dialect, Optional<String> nextToken) {
        return events(events, dialect, false, nextToken);
    }

    private static Response events(
            List<Event> events, TogaiDialect dialect, boolean single, Optional<String> nextToken) {
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            for (Event event : events) {
                dialect.write(json, event, single);
            }
            json.writeEndArray();
            if (nextToken.isPresent()) {
                json.writeStringField("nextToken", nextToken.get());
            }
            json.writeEndObject();
        });
    }

    /// Returns all faults in one message, because there is no other place for them.
    static Response refusal(Problem problem) {
        String faults = problem.faults().stream()
                .map(fault -> fault.where() + " " + fault.why())
                .collect(Collectors.joining("; "));
        String message = faults.isEmpty() ? String.valueOf(problem.getMessage()) : faults;
        return Response.json(problem.status(), json -> {
            json.writeStartObject();
            json.writeStringField("message", Unicode.shortened(message, LONGEST_MESSAGE));
            json.writeEndObject();
        });
    }
}
