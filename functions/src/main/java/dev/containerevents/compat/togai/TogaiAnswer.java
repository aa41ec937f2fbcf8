package dev.containerevents.compat.togai;

import dev.containerevents.event.Event;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Response;
import dev.containerevents.json.Unicode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The responses of both operations.
final class TogaiAnswer {

    private static final int LONGEST_MESSAGE = 500;

    private TogaiAnswer() {}

    /// Returns a list of events, which may have only one.
    ///
    /// @param nextToken left out if nothing follows: the clients raise an exception at a null
    static Response events(List<Event> events, Optional<String> nextToken) {
        return Response.ok(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            for (Event event : events) {
                TogaiEvent.of(event).write(json);
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
