package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;

/// Where an event is stored.
public record EventKey(Container container, EventId id) {}
