package dev.containerevents.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A valid event that was sent to be logged, in any of the accepted forms.
///
/// @param container null if the path names the container
/// @param timestamp when it happened, to the nanosecond; null if the client didn't say, which means now
/// @param key       null if the event is logged again each time that it is sent
/// @param origins   where members of the event come from, unless they have the same name in the body:
/// `header/ce-type`
public record Submission(
        @Nullable String container,
        @Nullable Instant timestamp,
        EventDetails details,
        @Nullable IdempotencyKey key,
        Map<String, String> origins) {

    /// The name of an event in its faults.
    static final String WHERE = "body";

    /// Returns where these members of the event come from.
    public List<String> origins(List<String> members) {
        return members.stream()
                .map(member -> origins.getOrDefault(member, WHERE + "/" + member))
                .toList();
    }
}
