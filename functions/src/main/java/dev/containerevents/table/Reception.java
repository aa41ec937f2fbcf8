package dev.containerevents.table;

import java.time.Instant;

/// What is remembered of a request to the intake that may be sent again.
///
/// @param arrival when it arrived for the first time
/// @param stored  how many of its records, from the first on, are known to be stored
public record Reception(Instant arrival, int stored) {}
