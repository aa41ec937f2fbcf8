package dev.containerevents.compat.authentik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.compat.Calls;
import dev.containerevents.compat.Calls.Answer;
import dev.containerevents.event.Event;
import dev.containerevents.event.EventFilter;
import dev.containerevents.event.IdRange;
import dev.containerevents.event.Order;
import dev.containerevents.event.Org;
import dev.containerevents.event.Permission;
import dev.containerevents.table.AccessPath;
import dev.containerevents.table.EventIterator;
import dev.containerevents.table.Listing;
import dev.containerevents.table.LocalTable;
import dev.containerevents.table.RequestBudget;
import java.util.EnumSet;
import java.util.UUID;

/// An organisation whose events come from a client of authentik.
record AuthentikOrg(LocalTable table, Org org) {

    static AuthentikOrg in(LocalTable table) {
        return new AuthentikOrg(table, Org.plain("org-" + UUID.randomUUID()));
    }

    Answer post(String body) {
        return post(body, Permission.WRITE);
    }

    Answer post(String body, Permission right) {
        return new Calls(org, EnumSet.of(right)).post(new CreateAuthentikEvent(table.events()), body);
    }

    /// @param headers names and values in turn
    Answer postWith(String body, String... headers) {
        return new Calls(org, EnumSet.of(Permission.WRITE))
                .post(new CreateAuthentikEvent(table.events()), body, headers);
    }

    /// Returns the only stored event, read as of a time at which nothing had expired.
    Event stored() {
        EventIterator walk = table.events()
                .walkStored(
                        new AccessPath(new Listing.OfOrg(org), EventFilter.NONE),
                        IdRange.ALL,
                        Order.ASC,
                        10,
                        new RequestBudget());
        Event event = walk.next();
        assertThat(walk.hasNext()).isFalse();
        return event;
    }

    Event logged(String body) {
        Answer answer = post(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return stored();
    }
}
