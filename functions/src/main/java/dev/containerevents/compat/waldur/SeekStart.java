package dev.containerevents.compat.waldur;

import dev.containerevents.event.IdRange;

/// Where to begin to walk.
///
/// @param range what is left of the list's range
/// @param skip  how many events to pass over there
record SeekStart(IdRange range, long skip) {}
