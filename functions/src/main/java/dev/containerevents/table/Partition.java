package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.Org;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A partition of the table, or of one of its indexes.
///
/// @param index null for the table itself
record Partition(@Nullable Index index, String key) {

    /// The partition attribute of the table.
    static final String TABLE_KEY = "pk";

    /// The sort key of the table and of every index; on an event its id.
    static final String SORT_KEY = "sk";

    String attribute() {
        return index == null ? TABLE_KEY : index.attribute();
    }

    static Partition of(Container container) {
        return new Partition(null, "E#" + container.org() + "#" + container.id());
    }

    /// Where a listing's events lie: in one partition, or in one for each shard of the organisation.
    static List<Partition> of(Listing listing) {
        return switch (listing) {
            case Listing.OfContainer(Container container) -> List.of(of(container));
            case Listing.OfOrg(Org org) -> shards(Index.BY_ORG, org);
            case Listing.OfType(Org org, var type) -> shards(Index.of(type), org);
            case Listing.OfFailures(Org org) -> shards(Index.BY_FAIL, org);
        };
    }

    private static List<Partition> shards(Index index, Org org) {
        return IntStream.range(0, org.shards())
                .mapToObj(shard -> new Partition(index, org.id() + "#" + shard))
                .toList();
    }
}
