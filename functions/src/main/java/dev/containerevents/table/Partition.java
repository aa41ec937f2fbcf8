package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.EventId;
import dev.containerevents.event.Org;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A partition of the table, or of one of its indexes.
///
/// @param index null for the table itself
record Partition(@Nullable Index index, String key) {

    /// The partition attribute of the table.
    static final String TABLE_KEY = "pk";

    /// The sort key of the table and of every index; for an event, its id.
    static final String SORT_KEY = "sk";

    /// How the keys of the table begin that hold events.
    static final String EVENTS = "E#";

    String attribute() {
        return index == null ? TABLE_KEY : index.attribute();
    }

    static Partition of(Container container) {
        return new Partition(null, EVENTS + container.org() + "#" + container.id());
    }

    /// Returns the container of a partition key of the table. No organisation's name contains the separator.
    static Container container(String key) {
        int separator = key.indexOf('#', EVENTS.length());
        return new Container(key.substring(EVENTS.length(), separator), key.substring(separator + 1));
    }

    /// Returns whether a partition key of the table is that of a container's events.
    static boolean isOfEvents(@Nullable String key) {
        return key != null && key.startsWith(EVENTS);
    }

    /// Returns the partitions of a listing's events: one, or one for each shard of the organisation.
    static List<Partition> of(Listing listing) {
        return switch (listing) {
            case Listing.OfContainer(Container container) -> List.of(of(container));
            case Listing.OfOrg(Org org) -> shards(Index.BY_ORG, org);
            case Listing.OfActor(Org org, String actor) ->
                shards(Index.BY_ACTOR, org).stream()
                        .map(shard -> new Partition(Index.BY_ACTOR, shard.key() + "#" + actor))
                        .toList();
            case Listing.OfTypes(Org org, var types) ->
                types.stream()
                        .flatMap(type -> shards(Index.of(type), org).stream())
                        .toList();
            case Listing.OfFailures(Org org) -> shards(Index.BY_FAIL, org);
        };
    }

    /// Returns the partitions of by_org that may have an event: the shard of its id for the organisation's number
    /// of shards, and for each lower power of two.
    static List<Partition> ofEvent(Org org, EventId id) {
        return IntStream.iterate(org.shards(), shards -> shards > 0, shards -> shards / 2)
                .map(shards -> (int) (id.low() & shards - 1))
                .distinct()
                .mapToObj(shard -> new Partition(Index.BY_ORG, org.id() + "#" + shard))
                .toList();
    }

    private static List<Partition> shards(Index index, Org org) {
        List<Partition> shards = new ArrayList<>();
        for (int shard = 0; shard < org.shards(); shard++) {
            shards.add(new Partition(index, org.id() + "#" + shard));
        }
        return shards;
    }
}
