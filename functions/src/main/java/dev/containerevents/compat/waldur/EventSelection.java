package dev.containerevents.compat.waldur;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.Listing;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which events of an organisation a numbered list has.
///
/// @param types any of these; empty for all
/// @param rest  further conditions, which counters can't answer; then the events themselves are read
record EventSelection(Org org, Set<String> types, IdRange range, Optional<Predicate<Event>> rest) {

    EventFilter filter() {
        return EventFilter.ofTypes(types);
    }

    AccessPath path() {
        return AccessPath.best(new Listing.OfOrg(org), filter());
    }
}
