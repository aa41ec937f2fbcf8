package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;

/// Which events to list: one case for each thing that the table can answer without reading anything else.
public sealed interface Listing {

    /// What tells this listing from any other, however the events are spread: the same before and after an
    /// organisation's shards grow.
    default String identity() {
        return switch (this) {
            case OfContainer(Container container) -> "container/" + container.org() + "/" + container.id();
            case OfOrg(Org org) -> "org/" + org.id();
            case OfType(Org org, CoreType type) -> "type/" + type + "/" + org.id();
            case OfFailures(Org org) -> "failures/" + org.id();
        };
    }

    record OfContainer(Container container) implements Listing {}

    record OfOrg(Org org) implements Listing {}

    record OfType(Org org, CoreType type) implements Listing {}

    record OfFailures(Org org) implements Listing {}
}
