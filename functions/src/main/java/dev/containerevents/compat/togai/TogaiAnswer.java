package dev.containerevents.compat.togai;

import dev.containerevents.event.Event;
import dev.containerevents.http.Problem;
import dev.containerevents.http.Response;
import dev.containerevents.json.Unicode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What both operations answer.
final class TogaiAnswer {

    private static final int LONGEST_MESSAGE = 500;

    private TogaiAnswer() {}

    /// A list, also of the one event that was asked for.
    ///
    /// @param nextToken left out where nothing follows: the clients raise at a null
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

    /// All faults in one message, since there is no other place for them.
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
