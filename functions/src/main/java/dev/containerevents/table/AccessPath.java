package dev.containerevents.table;

import dev.containerevents.event.Container;
import dev.containerevents.event.CoreType;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.Org;
import dev.containerevents.event.Status;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// How a filtered list is read: from where, and which filters are checked event by event.
public record AccessPath(Listing listing, EventFilter rest) {

    /// Returns the best way to read a list.
    ///
    /// An organisation's own list is read from the most selective index, chosen by the first filter that is
    /// present:
    ///
    /// | filter                            | is read from                          |
    /// |-----------------------------------|---------------------------------------|
    /// | `container_id`                    | the container's partition of the table |
    /// | `actor`                           | by_actor                              |
    /// | `event_type`, core types only     | by_access, by_block, by_create, by_expire |
    /// | `status=FAIL`                     | by_fail                               |
    /// | anything else                     | by_org                                |
    ///
    /// Any other list is always read from its own index.
    public static AccessPath best(Listing listing, EventFilter filter) {
        if (!(listing instanceof Listing.OfOrg(Org org))) {
            return new AccessPath(listing, filter);
        }
        if (filter.container() != null) {
            return new AccessPath(
                    new Listing.OfContainer(new Container(org.id(), filter.container())), filter.withoutContainer());
        }
        if (filter.actor() != null) {
            return new AccessPath(new Listing.OfActor(org, filter.actor()), filter.withoutActor());
        }
        Set<CoreType> types = coreTypes(filter);
        if (!types.isEmpty()) {
            return new AccessPath(new Listing.OfTypes(org, types), filter.withoutTypes());
        }
        if (filter.status() == Status.FAIL) {
            return new AccessPath(new Listing.OfFailures(org), filter.withoutStatus());
        }
        return new AccessPath(listing, filter);
    }

    /// Returns the types of the filter, if all of them have an index.
    private static Set<CoreType> coreTypes(EventFilter filter) {
        Set<CoreType> types = EnumSet.noneOf(CoreType.class);
        for (String name : filter.types()) {
            Optional<CoreType> type = CoreType.of(name);
            if (type.isEmpty()) {
                return Set.of();
            }
            types.add(type.get());
        }
        return types;
    }
}
