package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;
import java.util.EnumSet;
import java.util.Set;

/// A list of events that the table can return without reading events of other lists: one case for each.
public sealed interface Listing {

    record OfContainer(Container container) implements Listing {}

    record OfOrg(Org org) implements Listing {}

    record OfActor(Org org, String actor) implements Listing {}

    record OfTypes(Org org, Set<CoreType> types) implements Listing {}

    record OfFailures(Org org) implements Listing {}

    static Listing ofType(Org org, CoreType type) {
        return new OfTypes(org, EnumSet.of(type));
    }

    /// Returns a text that differs for different listings, and is the same before and after an organisation's
    /// shards grow.
    default String identity() {
        return switch (this) {
            case OfContainer(Container container) -> "container/" + container.org() + "/" + container.id();
            case OfOrg(Org org) -> "org/" + org.id();
            case OfActor(Org org, String actor) -> "actor/" + org.id() + "/" + actor;
            case OfTypes(Org org, var types) -> "types/" + types + "/" + org.id();
            case OfFailures(Org org) -> "failures/" + org.id();
        };
    }
}
