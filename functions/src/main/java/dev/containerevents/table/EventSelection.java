package dev.containerevents.table;

import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Org;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which events of an organisation a list by page numbers is of.
///
/// @param types any of these; empty for all
/// @param rest  what else must hold; only events themselves can tell, so the counters are of no use then
public record EventSelection(Org org, Set<String> types, IdRange range, Optional<Predicate<Event>> rest) {

    EventFilter filter() {
        return EventFilter.ofTypes(types);
    }

    AccessPath path() {
        return AccessPath.best(new Listing.OfOrg(org), filter());
    }
}
