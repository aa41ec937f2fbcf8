package dev.containerevents.table;

import dev.containerevents.table.SheetKey.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Some sheets that are next to each other.
///
/// @param first inclusive
/// @param last  inclusive, of the same partition
public record SheetRange(SheetKey first, SheetKey last) {

    /// The sheets of that kind and part whose periods have a time of the range.
    ///
    /// @param from  inclusive
    /// @param until exclusive
    public static SheetRange of(
            String org, @Nullable String container, Kind kind, int part, Instant from, Instant until) {
        return new SheetRange(
                new SheetKey(org, container, kind, part, kind.floor(from)),
                new SheetKey(org, container, kind, part, kind.floor(until.minusMillis(1))));
    }
}
