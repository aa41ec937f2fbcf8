package dev.containerevents.table;

import dev.containerevents.event.Tally;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Some counters, each summed over its slots. Those that are zero may be missing.
///
/// @param asOf when the newest event was stored that is counted in any of them; null if none of these tells
public record Rollup(
        Map<RollupKey, Tally> tallies, @Nullable Instant asOf) {}
