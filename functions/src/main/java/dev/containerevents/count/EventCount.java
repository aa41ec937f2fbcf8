package dev.containerevents.count;

import dev.containerevents.event.EventId;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A count of events, or of a part of them.
///
/// @param buckets  those that hold any, if the count is split
/// @param asOf     when the newest event was stored that the counters know; null if they know none
/// @param position everything up to and with this id is counted, and more is left; null if all is counted
public record EventCount(
        long count,
        SortedMap<Bucket, Long> buckets,
        @Nullable Instant asOf,
        @Nullable EventId position) {}
