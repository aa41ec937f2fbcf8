package dev.containerevents.intake;

import dev.containerevents.event.Org;

/// A request with records.
///
/// @param source names what its records are read with: no record of another source has the same key
/// @param body   what a sender repeats if it gets no answer
public record IntakeRequest(Org org, String source, String body, Dedupe dedupe) {}
