package dev.containerevents.intake;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventDetails;
import dev.containerevents.event.EventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A candidate with the id and the time that its event will have.
///
/// @param index          its place in the request
/// @param id             where it is stored
/// @param otherwise      where it is stored instead if another event has that id; null if it isn't then
/// @param hasArrivalTime whether its time is that of its arrival
record Entry(
        int index,
        Candidate candidate,
        Container container,
        EventDetails details,
        Instant timestamp,
        EventId id,
        @Nullable EventId otherwise,
        boolean hasArrivalTime) {}
