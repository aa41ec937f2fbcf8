package dev.containerevents.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One request to a destination.
///
/// @param first   the index of its first entry
/// @param last    the index of its last entry
/// @param entries how many entries it had
/// @param bytes   the length of its body
/// @param status  the status of the response; 0 if there was none
/// @param outcome its result, in one word
/// @param error   why it wasn't accepted, without secrets; null if it was
/// @param replay  the id of the replay that it belongs to; null if it belongs to none
public record StoredAttempt(
        Instant at,
        long first,
        long last,
        int entries,
        int bytes,
        int status,
        long millis,
        String outcome,
        @Nullable String error,
        @Nullable String replay) {}
