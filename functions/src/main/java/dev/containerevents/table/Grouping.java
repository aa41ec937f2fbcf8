package dev.containerevents.table;

import dev.containerevents.event.Period;
import org.jspecify.annotations.Nullable;

/// How a count is split into buckets.
///
/// @param interval by hours or days; null if not by time
public record Grouping(@Nullable Period interval, boolean byType, boolean byStatus) {

    public static final Grouping NONE = new Grouping(null, false, false);
}
