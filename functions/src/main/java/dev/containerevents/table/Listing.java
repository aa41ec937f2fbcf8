package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.Org;

/// Which events to list: one case for each thing that the table can answer without reading anything else.
public sealed interface Listing {

    record OfContainer(Container container) implements Listing {}

    record OfOrg(Org org) implements Listing {}

    record OfType(Org org, CoreType type) implements Listing {}

    record OfFailures(Org org) implements Listing {}
}
